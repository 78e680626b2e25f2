/* SPDX-License-Identifier: GPL-2.0-only */
/* A file without a name that gets the name of another; see document.h. */
#include "util/document.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Opens a file without a name beside @path (open(2), O_TMPFILE): whenever we are killed, nothing is
 * left behind. Returns an fd or -1.
 */
static int open_unnamed(const char *path)
{
	char dir[PATH_MAX];
	char *slash;

	if (snprintf(dir, sizeof(dir), "%s", path) >= (int)sizeof(dir))
		return -1;
	slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	return open(slash ? dir : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
}

void document_begin(struct document *d)
{
	int fd;

	if (!d->path)
		return;
	fd = open_unnamed(d->path);
	d->unnamed = fd >= 0 && dup3(fd, d->fd, O_CLOEXEC) >= 0;
	if (fd >= 0)
		close(fd);
	/* Over what is there; what is left of it behind the new document goes with its end. */
	if (!d->unnamed && lseek(d->fd, 0, SEEK_SET))
		d->path = NULL;
}

/* Names the file behind @fd, and gives it the name that another one has in the same step. */
static int take_name(int fd, const char *path)
{
	char from[64], name[PATH_MAX];

	snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	if (snprintf(name, sizeof(name), "%s.%d", path, getpid()) >= (int)sizeof(name))
		return -ENAMETOOLONG;
	if (linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW))
		return -errno;
	if (rename(name, path)) {
		int err = -errno;

		unlink(name);
		return err;
	}
	return 0;
}

int document_end(struct document *d)
{
	off_t end;

	if (!d->path)
		return 0;
	if (d->unnamed)
		return take_name(d->fd, d->path);
	end = lseek(d->fd, 0, SEEK_CUR);
	return end < 0 || ftruncate(d->fd, end) ? -errno : 0;
}
