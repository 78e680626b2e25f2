/* SPDX-License-Identifier: GPL-2.0-only */
/* Output of a recording; see out.h. */
#include "perfdata/out.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * The kernel lets a tenth of the memory fill up with what is to be written, and then makes whoever
 * writes wait for the disk, for longer than a ring holds out. So it is told to begin at once.
 */
enum { SEND_BYTES = 8 << 20 };

/* Steps over the first @size bytes of the pieces. */
static void consume(struct iovec **iov, int *cnt, size_t size)
{
	while (*cnt && size >= (*iov)->iov_len) {
		size -= (*iov)->iov_len;
		(*iov)++;
		(*cnt)--;
	}
	if (*cnt) {
		(*iov)->iov_base = (char *)(*iov)->iov_base + size;
		(*iov)->iov_len -= size;
	}
}

static int append_to_file(struct out *o, struct iovec *iov, int cnt)
{
	consume(&iov, &cnt, 0);
	while (cnt) {
		ssize_t n = pwritev(o->fd, iov, cnt, (off_t)o->pos);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		o->pos += (uint64_t)n;
		consume(&iov, &cnt, (size_t)n);
	}
	return 0;
}

/* Best effort: not every file system can, and nothing depends on it. */
static void send_to_disk(struct out *o)
{
	uint64_t pos = o->pos - o->pos % SEND_BYTES;

	if (pos <= o->sent_pos)
		return;
	sync_file_range(o->fd, (off_t)o->sent_pos, (off_t)(pos - o->sent_pos),
			SYNC_FILE_RANGE_WRITE);
	o->sent_pos = pos;
}

int out_append(struct out *o, struct iovec *iov, int cnt)
{
	if (!o->pipe) {
		int err = append_to_file(o, iov, cnt);

		send_to_disk(o);
		return err;
	}
	for (int i = 0; i < cnt; i++) {
		int err = patience_write(o->patience, o->fd, iov[i].iov_base, iov[i].iov_len);

		if (err)
			return err;
		o->pos += iov[i].iov_len;
	}
	return 0;
}

int out_rewrite(const struct out *o, uint64_t pos, const void *p, size_t size)
{
	struct out at = { .fd = o->fd, .pos = pos };
	struct iovec iov = { .iov_base = (void *)(uintptr_t)p, .iov_len = size };

	return append_to_file(&at, &iov, 1);
}

void out_truncate(struct out *o, uint64_t pos)
{
	if (o->pipe)
		return;
	/* Where it fails more is left in the file than anybody will look at. */
	while (ftruncate(o->fd, (off_t)pos) && errno == EINTR)
		;
	o->pos = pos;
}
