/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Many file descriptors that change all the time, in threads that share them and in children
 * that do not. It opens DIR/1 to DIR/32 (its first argument) and reads them: the position that
 * it reads at is the name of the file, so that each line of a trace can be judged by itself.
 * Positions over 1000 are those of fds that are not open.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 32, THREADS = 3, ROUNDS = 4000, NOT_OPEN = 1000 };

static const char *dir;

/* What a thread has opened, for the next one to close. */
struct open_file {
	int fd;
	int id;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct open_file handed_on = { .fd = -1 };

static int open_file(int id, int flags)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/%d", dir, id);
	fd = open(path, O_RDONLY | flags);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static void use(int fd, int id)
{
	char c;

	if (pread(fd, &c, 1, id) < 0 && id < NOT_OPEN)
		err(1, "pread %d", fd);
}

/* Now and then long enough to be looked at. */
static void pause_sometimes(unsigned int *seed)
{
	struct timespec ts = { .tv_nsec = rand_r(seed) % 40000000 };

	if (rand_r(seed) % 128 == 0)
		nanosleep(&ts, NULL);
}

static void in_child(int fd, int id, unsigned int *seed)
{
	int other = rand_r(seed) % FILES + 1, fd2;

	use(fd, id);
	pause_sometimes(seed);
	use(fd, id);
	fd2 = open_file(other, 0);
	use(fd2, other);
	if (dup2(fd2, fd) < 0)
		err(1, "dup2");
	pause_sometimes(seed);
	use(fd, other);
	_exit(0);
}

static void fork_child(int fd, int id, unsigned int *seed)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid)
		in_child(fd, id, seed);
	waitpid(pid, NULL, 0);
}

static void hand_on(int fd, int id)
{
	struct open_file old;

	pthread_mutex_lock(&lock);
	old = handed_on;
	handed_on = (struct open_file){ fd, id };
	pthread_mutex_unlock(&lock);
	if (old.fd < 0)
		return;
	use(old.fd, old.id);
	close(old.fd);
}

static void one_round(unsigned int *seed)
{
	int id = rand_r(seed) % FILES + 1, other = rand_r(seed) % FILES + 1;
	int fd = open_file(id, rand_r(seed) % 2 ? O_CLOEXEC : 0), fd2;

	use(fd, id);
	pause_sometimes(seed);
	use(fd, id);
	switch (rand_r(seed) % 8) {
	case 0:
		fd2 = dup(fd);
		close(fd);
		use(fd2, id);
		fd = fd2;
		break;
	case 1:
		fd2 = open_file(other, 0);
		if (dup2(fd2, fd) < 0)
			err(1, "dup2");
		use(fd, other);
		id = other;
		close(fd2);
		break;
	case 2:
		fd2 = fcntl(fd, F_DUPFD_CLOEXEC, 100);
		use(fd2, id);
		pause_sometimes(seed);
		use(fd2, id);
		syscall(SYS_close_range, fd2, fd2, 0);
		break;
	case 3:
		if (rand_r(seed) % 16 == 0)
			fork_child(fd, id, seed);
		break;
	case 4:
		use(400 + rand_r(seed) % 8, NOT_OPEN + id);
		break;
	case 5:
		hand_on(fd, id);
		return;
	}
	use(fd, id);
	close(fd);
}

static void *thread(void *arg)
{
	unsigned int seed = *(const unsigned int *)arg;

	for (int i = 0; i < ROUNDS; i++)
		one_round(&seed);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned int seed[THREADS];
	pthread_t threads[THREADS];

	if (argc != 2)
		errx(2, "usage: fd_race DIR");
	dir = argv[1];
	for (unsigned int i = 0; i < THREADS; i++) {
		seed[i] = i + 1;
		pthread_create(&threads[i], NULL, thread, &seed[i]);
	}
	for (unsigned int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
