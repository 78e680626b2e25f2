/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: an execve by a thread that is not the leader is one complete call. The kernel gives the
 * thread the leader's tid on the way, so the enter has one tid and the exit another, while the
 * leader itself disappears in the middle of a call. The new image is this program again.
 */
#include <pthread.h>
#include <unistd.h>

#include "libc.h"

static void *become_the_leader(void *arg)
{
	char *const argv[] = { "exec_thread", "again", NULL };
	char *const envp[] = { NULL };
	int leader = getpid();

	(void)arg;
	wait_until_sleeps_in(leader, leader, SYS_pause);
	printf("%d lseek(fd: %d, offset: 1) = -1 EBADF\n", own_tid(), MARK_FD);
	printf("%d execve(argv: %p, envp: %p) = 0\n", leader, (void *)argv, (void *)envp);
	fflush(stdout);
	mark(0, 1);
	execve("/proc/self/exe", argv, envp);
	die("execve");
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	(void)argv;
	if (argc > 1) {
		mark(0, 2);
		expect_mark(own_tid(), 0, 2);
		return 0;
	}
	if (pthread_create(&thread, NULL, become_the_leader, NULL))
		die("pthread_create");
	for (;;)
		syscall(SYS_pause);
}
