/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: of a process with thousands of threads each is traced, whatever file descriptors there
 * are. usage: crowd THREADS CALLS: that many threads, which wait until stdin has a byte or ends, and
 * then mark that often each. With a third argument others are born and die all the time until then.
 */
#include <poll.h>
#include <pthread.h>

#include "libc.h"

#define STACK_BYTES 32768

struct crowd {
	pthread_attr_t small;
	pthread_rwlock_t gate; /* main holds it for writing until it opens */
	long calls;
};

static void *wait_and_mark(void *arg)
{
	struct crowd *crowd = arg;
	long seq;

	pthread_rwlock_rdlock(&crowd->gate);
	pthread_rwlock_unlock(&crowd->gate);
	for (seq = 1; seq <= crowd->calls; seq++)
		mark(0, seq);
	return NULL;
}

static void *leave_at_once(void *arg)
{
	return arg;
}

/* Threads that live for some microseconds, until stdin has a byte or ends. */
static void churn(struct crowd *crowd)
{
	struct pollfd pollfd = { .fd = STDIN_FILENO, .events = POLLIN };
	pthread_t thread;

	while (poll(&pollfd, 1, 0) == 0) {
		if (pthread_create(&thread, &crowd->small, leave_at_once, NULL))
			die("pthread_create");
		pthread_join(thread, NULL);
	}
}

int main(int argc, char **argv)
{
	long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 100, idx;
	struct crowd crowd = { .calls = argc > 2 ? strtol(argv[2], NULL, 10) : 1 };
	pthread_t *ids = calloc((size_t)threads, sizeof(*ids));

	if (!ids)
		die("calloc");
	pthread_attr_init(&crowd.small);
	pthread_attr_setstacksize(&crowd.small, STACK_BYTES);
	pthread_rwlock_init(&crowd.gate, NULL);
	pthread_rwlock_wrlock(&crowd.gate);
	for (idx = 0; idx < threads; idx++)
		if (pthread_create(&ids[idx], &crowd.small, wait_and_mark, &crowd))
			die("pthread_create");
	say_ready();
	if (argc > 3)
		churn(&crowd);
	wait_for_go();
	pthread_rwlock_unlock(&crowd.gate);
	for (idx = 0; idx < threads; idx++)
		pthread_join(ids[idx], NULL);
	printf("%ld\n", threads * crowd.calls);
	return 0;
}
