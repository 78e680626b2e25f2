/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: order and completeness per thread while threads migrate. Eight threads count upwards in
 * an argument and hop to another CPU every few calls, so that the records of one thread lie in all
 * rings. usage: threads [CALLS]; starts when stdin has a byte or ends.
 */
#include <pthread.h>
#include <sched.h>

#include "libc.h"

#define THREADS 8
#define CALLS_BEFORE_HOP 5

struct lane {
	pthread_t thread;
	int idx;
	int tid;
	long calls;
	pthread_barrier_t *ready;
	pthread_barrier_t *go;
};

/* The next CPU that we may use; with one CPU this is the same one again. */
static void hop(const cpu_set_t *allowed, int *cpu)
{
	cpu_set_t only;

	do
		*cpu = (*cpu + 1) % CPU_SETSIZE;
	while (!CPU_ISSET(*cpu, allowed));
	CPU_ZERO(&only);
	CPU_SET(*cpu, &only);
	sched_setaffinity(0, sizeof(only), &only);
}

static void *count_up(void *arg)
{
	struct lane *lane = arg;
	cpu_set_t allowed;
	int cpu = lane->idx;
	long seq;

	lane->tid = own_tid();
	sched_getaffinity(0, sizeof(allowed), &allowed);
	pthread_barrier_wait(lane->ready);
	pthread_barrier_wait(lane->go);
	for (seq = 1; seq <= lane->calls; seq++) {
		if (seq % CALLS_BEFORE_HOP == 0)
			hop(&allowed, &cpu);
		mark(lane->idx, seq);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	long calls = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
	pthread_barrier_t ready, go;
	struct lane lanes[THREADS];
	int idx;
	long seq;

	pthread_barrier_init(&ready, NULL, THREADS + 1);
	pthread_barrier_init(&go, NULL, THREADS + 1);
	for (idx = 0; idx < THREADS; idx++) {
		lanes[idx] =
			(struct lane){ .idx = idx, .calls = calls, .ready = &ready, .go = &go };
		if (pthread_create(&lanes[idx].thread, NULL, count_up, &lanes[idx]))
			die("pthread_create");
	}
	pthread_barrier_wait(&ready);
	say_ready();
	wait_for_go();
	pthread_barrier_wait(&go);
	for (idx = 0; idx < THREADS; idx++)
		pthread_join(lanes[idx].thread, NULL);
	for (idx = 0; idx < THREADS; idx++)
		for (seq = 1; seq <= calls; seq++)
			expect_mark(lanes[idx].tid, idx, seq);
	return 0;
}
