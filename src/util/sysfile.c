/* SPDX-License-Identifier: GPL-2.0-only */
/* Small kernel files; see sysfile.h. */
#include "util/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int sysfile_line(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	if (n < 0)
		err = -errno;
	buf[n > 0 ? n : 0] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	close(fd);
	return err;
}

long sysfile_long(const char *path, long otherwise)
{
	char buf[64], *end;
	long v;

	if (sysfile_line(path, buf, sizeof(buf)))
		return otherwise;
	v = strtol(buf, &end, 10);
	return end == buf || *end ? otherwise : v;
}
