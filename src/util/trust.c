/* SPDX-License-Identifier: GPL-2.0-only */
/* Owners and modes of a file and all directories above it; see trust.h. */
#include "util/trust.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/caps.h"

/* Only root, or we ourselves, can have put it there or can change it. Who borrows is not root. */
static bool is_ours(const struct stat *st)
{
	return (st->st_uid == 0 || (st->st_uid == geteuid() && !caps_borrowed())) &&
	       !(st->st_mode & (st->st_gid ? S_IWGRP | S_IWOTH : S_IWOTH));
}

/* In a directory like /tmp everybody may write, but not replace the files of others. */
static bool is_our_directory(struct stat st)
{
	if (st.st_mode & S_ISVTX)
		st.st_mode &= ~(mode_t)(S_IWGRP | S_IWOTH);
	return is_ours(&st);
}

const char *trust_file(const char *path)
{
	char dir[PATH_MAX];
	struct stat st;

	if (stat(path, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "it is not a regular file";
	if (geteuid() && !caps_borrowed())
		return NULL;
	if (!is_ours(&st))
		return "we are privileged, and users other than root can write it or own it";
	if (strlen(path) >= sizeof(dir))
		return strerror(ENAMETOOLONG);
	/* Who can rename a directory above it can put another in its place. */
	strcpy(dir, path);
	for (char *slash; (slash = strrchr(dir, '/'));) {
		slash[slash == dir] = '\0';
		if (stat(dir, &st))
			return strerror(errno);
		if (!is_our_directory(st))
			return "we are privileged, and users other than root can write or own a "
			       "directory on its path";
		if (slash == dir)
			break;
	}
	return NULL;
}
