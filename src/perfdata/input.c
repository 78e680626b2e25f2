/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of a recording; see input.h. */
#include "perfdata/input.h"

#include <sys/stat.h>
#include <unistd.h>

int input_init(struct perfdata_input *in, int fd, bool close_fd)
{
	struct stat st;

	*in = (struct perfdata_input){ .fd = fd, .close_fd = close_fd, .end = UINT64_MAX };
	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	/* Standard input may have been read before: then only what follows is ours. */
	in->is_file = S_ISREG(st.st_mode) && (close_fd || lseek(fd, 0, SEEK_CUR) == 0);
	if (in->is_file)
		in->size = (uint64_t)st.st_size;
	return window_init(&in->w);
}

void input_fini(struct perfdata_input *in)
{
	window_fini(&in->w);
	if (in->close_fd)
		close(in->fd);
}

void input_seek(struct perfdata_input *in, uint64_t offset, uint64_t end)
{
	in->w.pos = in->w.len = 0;
	in->offset = offset;
	in->end = end;
}

/* As read() and pread(): how many bytes, 0 at the end, or -errno. */
static ssize_t read_some(const struct perfdata_input *in, uint64_t offset, void *to, size_t n)
{
	ssize_t got;

	if (in->is_file && offset > INT64_MAX)
		return 0;
	do {
		got = in->is_file ? pread(in->fd, to, n, (off_t)offset) : read(in->fd, to, n);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

int input_fill(struct perfdata_input *in, size_t n)
{
	while (window_left(&in->w) < n) {
		uint64_t offset = in->offset + window_left(&in->w);
		size_t room;
		unsigned char *to = window_room(&in->w, &room);
		ssize_t got;

		if (in->end <= offset)
			return 0;
		if (room > in->end - offset)
			room = (size_t)(in->end - offset);
		got = read_some(in, offset, to, room);
		if (got <= 0)
			return (int)got;
		in->w.len += (size_t)got;
	}
	return 1;
}

void input_advance(struct perfdata_input *in, size_t n)
{
	in->w.pos += n;
	in->offset += n;
}

int input_skip(struct perfdata_input *in, uint64_t n)
{
	int ret;

	if (in->is_file && n > window_left(&in->w)) {
		uint64_t end = in->end < in->size ? in->end : in->size;
		bool inside = in->offset <= end && n <= end - in->offset;

		input_seek(in, inside ? in->offset + n : end, in->end);
		return inside;
	}
	while (n) {
		size_t step;

		ret = input_fill(in, 1);
		if (ret <= 0)
			return ret;
		step = window_left(&in->w) < n ? window_left(&in->w) : (size_t)n;
		input_advance(in, step);
		n -= step;
	}
	return 1;
}

int input_take(struct perfdata_input *in, size_t n, unsigned char **out)
{
	unsigned char *data = NULL, *more;
	size_t len = 0, cap = 0, step;
	int ret;

	while (len < n) {
		ret = input_fill(in, 1);
		if (ret <= 0)
			goto fail;
		step = window_left(&in->w) < n - len ? window_left(&in->w) : n - len;
		if (step > cap - len) {
			cap = 2 * (len + step);
			ret = -ENOMEM;
			more = realloc(data, cap);
			if (!more)
				goto fail;
			data = more;
		}
		memcpy(data + len, window_at(&in->w), step);
		input_advance(in, step);
		len += step;
	}
	*out = data;
	return 1;
fail:
	free(data);
	return ret;
}

bool input_has(const struct perfdata_input *in, uint64_t offset, uint64_t n)
{
	return offset <= in->size && n <= in->size - offset;
}

int input_read_at(const struct perfdata_input *in, uint64_t offset, void *to, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = read_some(in, offset + done, (char *)to + done, n - done);

		if (got <= 0)
			return (int)got;
		done += (size_t)got;
	}
	return 1;
}
