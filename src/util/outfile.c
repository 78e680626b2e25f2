/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffered output with a sticky error; see outfile.h. */
#include "util/outfile.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUF_BYTES = 256 * 1024 };

struct outfile {
	int fd;
	int err;
	size_t len;
	char buf[BUF_BYTES];
};

struct outfile *outfile_new(int fd)
{
	struct outfile *of = malloc(sizeof(*of));

	if (!of)
		return NULL;
	of->fd = fd;
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

int outfile_flush(struct outfile *of)
{
	size_t done = 0;

	while (!of->err && done < of->len) {
		ssize_t n = write(of->fd, of->buf + done, of->len - done);

		if (n >= 0) {
			done += (size_t)n;
		} else if (errno == EAGAIN) {
			/* Somebody made our stderr non-blocking; waiting loses nothing. */
			struct pollfd p = { .fd = of->fd, .events = POLLOUT };

			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			of->err = -errno;
		}
	}
	of->len = 0;
	return of->err;
}

int outfile_error(const struct outfile *of)
{
	return of->err;
}
