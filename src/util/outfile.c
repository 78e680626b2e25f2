/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffered output with a sticky error; see outfile.h. */
#include "util/outfile.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUF_BYTES = 256 * 1024,
	PATIENCE_MS = 1000,
};

struct outfile {
	int fd;
	int stop_fd;
	bool may_block; /* not a regular file: a pipe, a terminal */
	int err;
	size_t len;
	char buf[BUF_BYTES];
};

struct outfile *outfile_new(int fd, int stop_fd)
{
	struct outfile *of = malloc(sizeof(*of));
	struct stat st;

	if (!of)
		return NULL;
	of->fd = fd;
	of->stop_fd = stop_fd;
	of->may_block = fstat(fd, &st) || !S_ISREG(st.st_mode);
	of->err = 0;
	of->len = 0;
	return of;
}

int outfile_free(struct outfile *of)
{
	int err;

	if (!of)
		return 0;
	err = outfile_flush(of);
	free(of);
	return err;
}

void outfile_reserve(struct outfile *of, struct text *t)
{
	if (BUF_BYTES - of->len < OUTFILE_LINE_BYTES)
		outfile_flush(of);
	text_init(t, of->buf + of->len, BUF_BYTES - of->len);
}

void outfile_commit(struct outfile *of, const struct text *t)
{
	of->len += t->len;
}

/* Waits until something can be written; -ECANCELED when that is not worth it any more. */
static int wait_writable(struct outfile *of)
{
	struct pollfd fds[] = {
		{ .fd = of->fd, .events = POLLOUT },
		{ .fd = of->stop_fd, .events = POLLIN },
	};

	if (poll(fds, 2, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (!fds[0].revents && fds[1].revents && poll(fds, 1, PATIENCE_MS) == 0)
		return -ECANCELED;
	return 0;
}

int outfile_flush(struct outfile *of)
{
	size_t done = 0;

	while (!of->err && done < of->len) {
		size_t len = of->len - done;
		ssize_t n;

		if (of->may_block) {
			of->err = wait_writable(of);
			if (of->err)
				break;
			/* So much a pipe takes whole when it is writable at all (pipe(7)). */
			if (len > PIPE_BUF)
				len = PIPE_BUF;
		}
		n = write(of->fd, of->buf + done, len);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR && errno != EAGAIN)
			of->err = -errno;
	}
	of->len = 0;
	return of->err;
}

int outfile_error(const struct outfile *of)
{
	return of->err;
}
