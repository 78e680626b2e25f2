/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For filters: calls that differ in all that can be asked for. Four of us do the same work, twice:
 * the main thread, a second one called `worker`, a process that is there before the trace begins,
 * and one that is started during it. The third works once more as another user. All stay until the
 * end, so that whoever traces us can ask who they are.
 *
 * usage: selective DIR, with files `data` and `other` in DIR. Says the ids of the others, and that
 * it is ready. A byte on stdin begins the work; after `# done` it waits for the end of stdin.
 */
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "libc.h"

/* File descriptors that are open before the trace begins; from FD_COPY on, one for each lane. */
enum { FD_DATA = 20, FD_OTHER, FD_PIPE, FD_SOCKET, FD_PEER, FD_COPY = 30, FD_NONE = 999 };

enum { LANE_MAIN, LANE_WORKER, LANE_CHILD, LANE_USER, LANE_LATE, LANE_LAST };

enum { ROUNDS = 12, NOBODY = 65534, LONG_NS = 30000000 };

static int worker_go[2], child_go[2], end[2];

static void work_on_files(int lane, int i)
{
	char buf[64] = "";
	struct stat st;
	int copy = FD_COPY + lane;

	pread(FD_DATA, buf, 1 + (size_t)i, i);
	pwrite(FD_OTHER, buf, 1 + (size_t)i, 100 * lane);
	fstat(FD_DATA, &st);
	fcntl(FD_OTHER, F_GETFL);
	dup2(i % 2 ? FD_DATA : FD_OTHER, copy);
	pread(copy, buf, 20 + (size_t)i, 0);
	close(copy);
	pread(copy, buf, 20 + (size_t)i, 0); /* EBADF */
}

static void must_fail(int ret)
{
	if (ret >= 0)
		die("there is a /nonexistent");
}

static void work(int lane)
{
	const struct timespec a_while = { .tv_nsec = LONG_NS };
	char buf[64] = "";

	for (int i = 0; i < ROUNDS; i++) {
		mark(lane, i);
		work_on_files(lane, i);
		read(FD_PIPE, buf, 1 + (size_t)i); /* EAGAIN */
		must_fail(openat(AT_FDCWD, "/nonexistent/file",
				 i % 2 ? O_RDONLY : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
		must_fail(access("/nonexistent/file", R_OK));
		close(FD_NONE);
		send(FD_SOCKET, buf, 1 + (size_t)i, MSG_DONTWAIT);
		recv(FD_PEER, buf, sizeof(buf), MSG_DONTWAIT);
		ftruncate(FD_PEER, -1); /* EINVAL */
		munmap(mmap(NULL, 4096 * (1 + (size_t)i), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0),
		       4096 * (1 + (size_t)i));
		syscall(SYS_getppid);
		sched_yield();
		if (i % 4 == 0)
			nanosleep(&a_while, NULL);
	}
}

static void wait_for_byte(int fd)
{
	char byte;

	while (read(fd, &byte, 1) < 0)
		continue;
}

static void *worker(void *arg)
{
	(void)arg;
	prctl(PR_SET_NAME, "worker");
	printf("# worker %d\n", own_tid());
	write(end[1], "x", 1);
	wait_for_byte(worker_go[0]);
	work(LANE_WORKER);
	return NULL;
}

static _Noreturn void child(void)
{
	close(child_go[1]); /* so that it ends if the others do before that */
	wait_for_byte(child_go[0]);
	work(LANE_CHILD);
	setresuid(NOBODY, NOBODY, NOBODY);
	work(LANE_USER);
	write(end[1], "x", 1);
	wait_for_byte(STDIN_FILENO);
	_exit(0);
}

static _Noreturn void late(void)
{
	work(LANE_LATE);
	write(end[1], "x", 1);
	wait_for_byte(STDIN_FILENO);
	_exit(3);
}

static void move_to(int fd, int to)
{
	if (fd < 0 || dup2(fd, to) < 0)
		die("selective");
	close(fd);
}

static void open_all(const char *dir)
{
	int fds[2];

	if (chdir(dir) || pipe(worker_go) || pipe(child_go) || pipe(end))
		die(dir);
	move_to(open("data", O_RDWR), FD_DATA);
	move_to(open("other", O_RDWR), FD_OTHER);
	if (pipe2(fds, O_NONBLOCK))
		die("pipe2");
	move_to(fds[0], FD_PIPE);
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds))
		die("socketpair");
	move_to(fds[0], FD_SOCKET);
	move_to(fds[1], FD_PEER);
}

static void start_others(pthread_t *thread)
{
	pid_t pid = fork();

	if (pid == 0)
		child();
	if (pid < 0 || pthread_create(thread, NULL, worker, NULL))
		die("selective");
	printf("# child %d\n", pid);
	wait_for_byte(end[0]);
	wait_until_sleeps_in(pid, pid, SYS_read);
}

static void let_others_work(pthread_t thread)
{
	char bytes[2];
	pid_t pid = fork();

	if (pid == 0)
		late();
	printf("# late %d\n", pid);
	write(worker_go[1], "x", 1);
	write(child_go[1], "x", 1);
	work(LANE_MAIN);
	for (int n = 0; n < 2;)
		n += (int)read(end[0], bytes, sizeof(bytes));
	pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc != 2)
		return 2;
	open_all(argv[1]);
	start_others(&thread);
	say_ready();
	wait_for_go();
	let_others_work(thread);
	mark(LANE_LAST, 0);
	printf("# done\n");
	fflush(stdout);
	wait_for_go();
	while (wait(NULL) > 0)
		continue;
	return 0;
}
