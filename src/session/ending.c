/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeping; see ending.h. */
#include "session/ending.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "util/clock.h"

static bool should_stop(const struct ending *e)
{
	return e->should_stop && e->should_stop(e->should_stop_arg);
}

int ending_until_ms(uint64_t until_ns, int wait_ms)
{
	uint64_t now_ns = clock_now_ns();

	if (!until_ns || until_ns >= now_ns + (uint64_t)wait_ms * NSEC_PER_MSEC)
		return wait_ms;
	return until_ns > now_ns ? (int)((until_ns - now_ns) / NSEC_PER_MSEC) : 0;
}

int ending_wait(const struct ending *e, int fd, int wait_ms, const struct diag *d)
{
	struct pollfd fds[] = {
		{ .fd = e->stop_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	if (poll(fds, 2, ending_until_ms(e->until_ns, wait_ms)) < 0 && errno != EINTR)
		return diag_fail(d, -errno, "poll: %s", strerror(errno));
	if (e->until_ns && clock_now_ns() >= e->until_ns)
		return 1;
	return should_stop(e);
}

int ending_delay(const struct ending *e, uint64_t delay_ns)
{
	uint64_t until_ns = clock_now_ns() + delay_ns, now_ns;

	while ((now_ns = clock_now_ns()) < until_ns) {
		uint64_t left_ms = (until_ns - now_ns) / NSEC_PER_MSEC + 1;
		struct pollfd p = { .fd = e->stop_fd, .events = POLLIN };

		poll(&p, 1, left_ms < INT32_MAX ? (int)left_ms : INT32_MAX);
		if (should_stop(e))
			return 1;
	}
	return 0;
}
