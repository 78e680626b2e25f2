/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: calls that were pending before we attached are shown at once, and completed when they
 * return. One thread each blocks in futex, read and nanosleep, and the main thread in a read of
 * stdin, before the program says ready. A byte on stdin releases all of them; its end does too.
 */
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "libc.h"

#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129
#define FUTEX_VALUE 4711

struct shared {
	int futex_word;
	int pipe_fds[2];
};

struct blocker {
	pthread_t thread;
	struct shared *shared;
	int tid;
	int lane;
	void (*block)(struct blocker *blocker);
};

static void on_signal(int sig)
{
	(void)sig;
}

static void block_in_futex(struct blocker *blocker)
{
	syscall(SYS_futex, &blocker->shared->futex_word, FUTEX_WAIT_PRIVATE, FUTEX_VALUE, NULL);
}

static void block_in_read(struct blocker *blocker)
{
	char bytes[13];

	syscall(SYS_read, blocker->shared->pipe_fds[0], bytes, sizeof(bytes));
}

static void block_in_sleep(struct blocker *blocker)
{
	struct timespec long_time = { .tv_sec = 100000 };

	(void)blocker;
	syscall(SYS_nanosleep, &long_time, NULL);
}

static void *run(void *arg)
{
	struct blocker *blocker = arg;

	__atomic_store_n(&blocker->tid, own_tid(), __ATOMIC_RELEASE);
	blocker->block(blocker);
	mark(blocker->lane, 1);
	return NULL;
}

static int start(struct blocker *blocker, long nr)
{
	int tid;

	if (pthread_create(&blocker->thread, NULL, run, blocker))
		die("pthread_create");
	while (!(tid = __atomic_load_n(&blocker->tid, __ATOMIC_ACQUIRE)))
		usleep(1000);
	wait_until_sleeps_in(getpid(), tid, nr);
	return tid;
}

int main(void)
{
	struct shared shared = { .futex_word = FUTEX_VALUE };
	struct blocker in_futex = { .shared = &shared, .lane = 1, .block = block_in_futex };
	struct blocker in_read = { .shared = &shared, .lane = 2, .block = block_in_read };
	struct blocker in_sleep = { .shared = &shared, .lane = 3, .block = block_in_sleep };
	struct sigaction action = { .sa_handler = on_signal };

	if (pipe(shared.pipe_fds) || sigaction(SIGUSR1, &action, NULL))
		die("pipe");
	printf("%d futex(uaddr: %p, op: WAIT|PRIVATE_FLAG, val: 4711) = 0\n",
	       start(&in_futex, SYS_futex), (void *)&shared.futex_word);
	printf("%d read(fd: %d, count: 13) = 1\n", start(&in_read, SYS_read), shared.pipe_fds[0]);
	printf("%d nanosleep() = ERESTART_RESTARTBLOCK\n", start(&in_sleep, SYS_nanosleep));
	printf("%d read(count: 1) = 1\n", getpid());
	say_ready();
	wait_for_go();
	syscall(SYS_futex, &shared.futex_word, FUTEX_WAKE_PRIVATE, 1);
	if (write(shared.pipe_fds[1], "x", 1) != 1)
		die("write");
	pthread_kill(in_sleep.thread, SIGUSR1);
	pthread_join(in_futex.thread, NULL);
	pthread_join(in_read.thread, NULL);
	pthread_join(in_sleep.thread, NULL);
	return 0;
}
