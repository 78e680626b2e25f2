/* SPDX-License-Identifier: GPL-2.0-only */
/* Patient writes; see patience.h. */
#include "util/patience.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000 };

/* Waits until something can be written to @fd; -ECANCELED when that is not worth it. */
static int wait_writable(const struct patience *p, int fd)
{
	for (;;) {
		bool asked = p && p->asked && p->asked(p->arg);
		struct pollfd fds[] = {
			{ .fd = fd, .events = POLLOUT },
			{ .fd = p && p->asked && !asked ? p->stop_fd : -1, .events = POLLIN },
		};
		int n = poll(fds, 2, asked ? PATIENCE_MS : -1);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && fds[0].revents)
			return 0;
		if (n == 0)
			return -ECANCELED;
	}
}

int patience_write(const struct patience *p, int fd, const char *buf, size_t len)
{
	struct stat st;
	bool may_block = fstat(fd, &st) || !S_ISREG(st.st_mode);
	size_t done = 0;

	while (done < len) {
		size_t part = len - done;
		ssize_t n;

		if (may_block) {
			int err = wait_writable(p, fd);

			if (err)
				return err;
			/* So much a pipe takes whole when it is writable at all (pipe(7)). */
			if (part > PIPE_BUF)
				part = PIPE_BUF;
		}
		n = write(fd, buf + done, part);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR && errno != EAGAIN)
			return -errno;
	}
	return 0;
}
