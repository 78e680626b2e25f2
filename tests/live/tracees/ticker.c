/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that makes a call every millisecond until it is killed, or stdin has a byte or ends.
 * For tests of what the tracer does rather than of what it sees.
 */
#include <poll.h>

#include "libc.h"

int main(void)
{
	struct pollfd pollfd = { .fd = STDIN_FILENO, .events = POLLIN };
	long seq = 0;

	say_ready();
	do
		mark(0, ++seq);
	while (poll(&pollfd, 1, 1) == 0);
	return 0;
}
