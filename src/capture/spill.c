/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes that wait in a temporary file; see spill.h. */
#include "capture/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void spill_init(struct spill *s)
{
	*s = (struct spill){ .fd = -1 };
}

void spill_fini(struct spill *s)
{
	if (s->fd >= 0)
		close(s->fd);
	spill_init(s);
}

/* On a disk rather than in memory, as /tmp often is. */
static int open_somewhere(void)
{
	const char *const dirs[] = { secure_getenv("TMPDIR"), "/var/tmp", "/tmp" };
	int err = -ENOENT;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		int fd = dirs[i] ? open(dirs[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;

		if (fd >= 0)
			return fd;
		if (dirs[i])
			err = -errno;
	}
	return err;
}

int spill_put(struct spill *s, const void *p, size_t n, int64_t *offset)
{
	size_t done = 0;

	if (s->fd < 0) {
		int fd = open_somewhere();

		if (fd < 0)
			return fd;
		s->fd = fd;
	}
	while (done < n) {
		ssize_t got =
			pwrite(s->fd, (const char *)p + done, n - done, (off_t)(s->end + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -ENOSPC;
		done += (size_t)got;
	}
	*offset = (int64_t)s->end;
	s->end += n;
	s->user_cnt++;
	return 0;
}

void spill_done(struct spill *s)
{
	if (--s->user_cnt)
		return;
	/* If it stays as long as it is, that is no more than a waste. */
	if (!ftruncate(s->fd, 0))
		s->end = 0;
}
