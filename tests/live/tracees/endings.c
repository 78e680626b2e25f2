/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: signals that reach a thread and the ways in which threads end are shown as they are. The
 * argument names a case; without one their names are printed. What is true of each strace says, so
 * nothing is printed, and no case depends on time: who waits, waits for a condition.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "libc.h"

static void on_signal(int sig)
{
	(void)sig;
}

static void on_info(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
}

static void catch_info(int sig)
{
	struct sigaction action = { .sa_sigaction = on_info, .sa_flags = SA_SIGINFO };

	sigaction(sig, &action, NULL);
}

static sigset_t block(int sig)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, &before);
	return before;
}

static void sleep_forever(void)
{
	for (;;)
		pause();
}

/* --- Signals that end a process ------------------------------------------------------------------ */

/* Sends all of them to a child each. */
static void fatal(void)
{
	int sig, pid;

	for (sig = 1; sig <= SIGRTMAX; sig++) {
		if (sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH ||
		    sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU)
			continue;
		if (sig >= 32 && sig < SIGRTMIN)
			continue; /* the C library's own */
		pid = fork();
		if (!pid) {
			raise(sig);
			_exit(1);
		}
		waitpid(pid, NULL, 0);
	}
}

/* Those that an instruction causes. */
static void trap(void)
{
	__builtin_trap();
}

static void segv(void)
{
	raise(SIGWINCH); /* ignored by default */
	*(volatile int *)mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) = 1;
}

static void alarm_clock(void)
{
	struct itimerval soon = { .it_value.tv_usec = 1000 };

	setitimer(ITIMER_REAL, &soon, NULL);
	sleep_forever();
}

static void broken_pipe(void)
{
	int fds[2];

	if (pipe(fds))
		die("pipe");
	close(fds[0]);
	syscall(SYS_write, fds[1], "x", 1);
}

/* A blocked signal comes as what it is, when it is no longer blocked. */
static void unblocked(void)
{
	sigset_t before = block(SIGTERM);

	raise(SIGTERM);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Blocked and never delivered: it is not what the process ends by. */
static void pending(void)
{
	block(SIGTERM);
	raise(SIGTERM);
	_exit(5);
}

/* --- Signals that are handled -------------------------------------------------------------------- */

static void handled(void)
{
	union sigval value = { .sival_int = 42 };
	sigset_t set;

	signal(SIGUSR1, on_signal);
	catch_info(SIGUSR2);
	catch_info(SIGRTMIN);
	catch_info(SIGRTMAX);
	kill(getpid(), SIGUSR1);
	raise(SIGUSR2);
	sigqueue(getpid(), SIGRTMIN, value);
	sigqueue(getpid(), SIGRTMAX, value);
	sigqueue(getpid(), SIGUSR1, value);
	block(SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigwaitinfo(&set, NULL); /* it reaches nobody */
	kill(getpid(), SIGUSR1);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	_exit(7);
}

static void timers(void)
{
	struct itimerval soon = { .it_value.tv_usec = 1000 };
	struct itimerspec posix_soon = { .it_value.tv_nsec = 1000000 };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	sigset_t before;
	timer_t timer;

	signal(SIGALRM, on_signal);
	before = block(SIGALRM);
	setitimer(ITIMER_REAL, &soon, NULL);
	sigsuspend(&before);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &posix_soon, NULL);
	sigsuspend(&before);
}

static void stopping_child(int go_fd)
{
	static const int stops[] = { SIGSTOP, SIGTSTP };
	char byte;

	setpgid(0, 0);
	for (int i = 0; i < 2; i++) {
		raise(stops[i]);
		if (read(go_fd, &byte, 1) != 1)
			die("read");
	}
	sleep_forever();
}

/*
 * As a shell does it. Each change of the child sends one SIGCHLD, which is waited for before the
 * next, because two that are pending become one.
 */
static void job_control(void)
{
	int pid, fds[2];
	sigset_t before;

	catch_info(SIGCHLD);
	before = block(SIGCHLD);
	if (pipe(fds))
		die("pipe");
	pid = fork();
	if (!pid)
		stopping_child(fds[0]);
	for (int i = 0; i < 2; i++) {
		sigsuspend(&before);
		kill(pid, SIGCONT);
		sigsuspend(&before);
		if (write(fds[1], "x", 1) != 1)
			die("write");
	}
	kill(pid, SIGKILL);
	sigsuspend(&before);
}

/* --- Exits --------------------------------------------------------------------------------------- */

static void statuses(void)
{
	static const int status[] = { 0, 1, 2, 127, 128, 200, 255, 256, 0x1ff, -1 };

	for (size_t i = 0; i < sizeof(status) / sizeof(status[0]); i++) {
		int pid = fork();

		if (!pid)
			_exit(status[i]);
		waitpid(pid, NULL, 0);
	}
}

static void *thread_exit(void *arg)
{
	syscall(SYS_exit, (long)arg);
	return NULL;
}

static void *thread_sleep(void *arg)
{
	(void)arg;
	sleep_forever();
	return NULL;
}

static void *thread_segv(void *arg)
{
	(void)arg;
	segv();
	return NULL;
}

static void *thread_exec(void *arg)
{
	(void)arg;
	execl("/proc/self/exe", "endings", "pending", NULL);
	return NULL;
}

static pthread_t start_thread(void *(*run)(void *), long arg)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, (void *)arg))
		die("pthread_create");
	return thread;
}

static void thread_exits(void)
{
	for (long i = 5; i < 8; i++)
		pthread_join(start_thread(thread_exit, i), NULL);
	_exit(3);
}

static void group_exits(void)
{
	start_thread(thread_sleep, 0);
	start_thread(thread_sleep, 0);
	_exit(4);
}

static void group_killed(void)
{
	start_thread(thread_sleep, 0);
	kill(getpid(), SIGTERM);
	sleep_forever();
}

static void group_dies(void)
{
	/* The other one is there when it happens. */
	start_thread(thread_sleep, 0);
	start_thread(thread_segv, 0);
	sleep_forever();
}

static void group_execs(void)
{
	start_thread(thread_sleep, 0);
	start_thread(thread_exec, 0);
	sleep_forever();
}

/* ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "fatal", fatal },
	{ "trap", trap },
	{ "segv", segv },
	{ "alarm_clock", alarm_clock },
	{ "broken_pipe", broken_pipe },
	{ "unblocked", unblocked },
	{ "pending", pending },
	{ "handled", handled },
	{ "timers", timers },
	{ "job_control", job_control },
	{ "statuses", statuses },
	{ "thread_exits", thread_exits },
	{ "group_exits", group_exits },
	{ "group_killed", group_killed },
	{ "group_dies", group_dies },
	{ "group_execs", group_execs },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (argc < 2)
			puts(cases[i].name);
		else if (!strcmp(argv[1], cases[i].name))
			cases[i].run();
	}
	return 0;
}
