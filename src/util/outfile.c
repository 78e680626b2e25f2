/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffered output with a sticky error; see outfile.h. */
#include "util/outfile.h"

#include <stdlib.h>

enum { BUF_BYTES = 256 * 1024 };

struct outfile {
	int fd;
	const struct patience *patience;
	int err;
	size_t len;
	char buf[BUF_BYTES];
};

struct outfile *outfile_new(int fd, const struct patience *patience)
{
	struct outfile *of = malloc(sizeof(*of));

	if (!of)
		return NULL;
	of->fd = fd;
	of->patience = patience;
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
	if (!of->err)
		of->err = patience_write(of->patience, of->fd, of->buf, of->len);
	of->len = 0;
	return of->err;
}

void outfile_fail(struct outfile *of, int err)
{
	if (!of->err)
		of->err = err;
}

int outfile_error(const struct outfile *of)
{
	return of->err;
}
