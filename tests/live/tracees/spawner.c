/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: a thread born while the tracer lists and opens the existing ones is neither missed nor
 * traced twice. Threads are created all the time until stdin has a byte or ends; some end at once,
 * others stay and count upwards together after that. Never more than MAX_STAYING stay.
 */
#include <poll.h>
#include <pthread.h>

#include "libc.h"

#define STAYING_AT_READY 30
#define MAX_STAYING 250
#define CALLS 20
#define STACK_BYTES 65536

struct stayer {
	pthread_t thread;
	int tid;
	pthread_rwlock_t *gate;
};

static void *leave_at_once(void *arg)
{
	return arg;
}

/* Waits until main opens the gate, which it holds for writing. */
static void *stay(void *arg)
{
	struct stayer *stayer = arg;
	long seq;

	stayer->tid = own_tid();
	pthread_rwlock_rdlock(stayer->gate);
	for (seq = 1; seq <= CALLS; seq++)
		mark(0, seq);
	pthread_rwlock_unlock(stayer->gate);
	return NULL;
}

static int told_to_go(void)
{
	struct pollfd pollfd = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&pollfd, 1, 1) > 0;
}

static pthread_t create(const pthread_attr_t *attr, void *(*run)(void *), void *arg)
{
	pthread_t thread;

	if (pthread_create(&thread, attr, run, arg))
		die("pthread_create");
	return thread;
}

static int spawn_until_told(struct stayer *stayers, pthread_rwlock_t *gate)
{
	pthread_attr_t attr;
	int cnt = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	while (!told_to_go()) {
		pthread_join(create(&attr, leave_at_once, NULL), NULL);
		if (cnt < MAX_STAYING) {
			stayers[cnt].gate = gate;
			stayers[cnt].thread = create(&attr, stay, &stayers[cnt]);
			if (++cnt == STAYING_AT_READY)
				say_ready();
		}
	}
	return cnt;
}

int main(void)
{
	struct stayer *stayers = calloc(MAX_STAYING, sizeof(*stayers));
	pthread_rwlock_t gate = PTHREAD_RWLOCK_INITIALIZER;
	int cnt, idx;
	long seq;

	if (!stayers)
		die("calloc");
	pthread_rwlock_wrlock(&gate);
	cnt = spawn_until_told(stayers, &gate);
	pthread_rwlock_unlock(&gate);
	for (idx = 0; idx < cnt; idx++)
		pthread_join(stayers[idx].thread, NULL);
	for (idx = 0; idx < cnt; idx++)
		for (seq = 1; seq <= CALLS; seq++)
			expect_mark(stayers[idx].tid, 0, seq);
	free(stayers);
	return 0;
}
