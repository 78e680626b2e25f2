/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: calls cut short by a signal show the kernel's own restart code and not the EINTR that a
 * handler makes of it; restart_syscall and rt_sigreturn appear as what they are. A child makes the
 * calls and blocks in each; the parent watches in /proc until it does, and only then signals, so
 * that nothing depends on time.
 */
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "libc.h"

#define KERNEL_SIGSET_BYTES 8

/* The pipe is for the child's handler and for the parent to end a call that was restarted. */
static int pipe_fds[2];

static void on_signal(int sig)
{
	/* Gives a read that is restarted after this handler something to return with. */
	if (sig == SIGUSR2)
		syscall(SYS_write, pipe_fds[1], "x", 1);
}

static void catch (int sig, int flags)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };

	sigaction(sig, &action, NULL);
}

static void expect_text(const char *call, const char *result)
{
	printf("%d %s = %s\n", own_tid(), call, result);
}

static void expect_handler(const char *call, const char *code)
{
	expect_text(call, code);
	expect_text("rt_sigreturn()", "?");
}

static void be_interrupted(void)
{
	struct timespec long_time = { .tv_sec = 100000 };
	struct pollfd pollfd = { .fd = pipe_fds[0], .events = POLLIN };
	unsigned long no_signals = 0;
	char byte;

	mark(0, 1);
	/* 1: a handler runs; even SA_RESTART does not restart a sleep. */
	syscall(SYS_nanosleep, &long_time, NULL);
	/* 2: stopped and continued, so restarted; then ended by a handler. */
	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &long_time, NULL);
	/* 3: stopped and continued, then ended by a byte. */
	syscall(SYS_poll, &pollfd, 1, 100000000);
	syscall(SYS_read, pipe_fds[0], &byte, 1);
	/* 4: without SA_RESTART */
	syscall(SYS_read, pipe_fds[0], &byte, 1);
	/* 5 and 6: these two are restarted only where no handler runs. */
	syscall(SYS_pause);
	syscall(SYS_rt_sigsuspend, &no_signals, KERNEL_SIGSET_BYTES);
	/* 7: with SA_RESTART; the handler writes the byte that ends the second try. */
	syscall(SYS_read, pipe_fds[0], &byte, 1);
	mark(0, 2);
}

static void print_expected(void)
{
	char read_call[64], write_call[64];

	snprintf(read_call, sizeof(read_call), "read(fd: %d, count: 1)", pipe_fds[0]);
	snprintf(write_call, sizeof(write_call), "write(fd: %d, count: 1)", pipe_fds[1]);
	expect_mark(own_tid(), 0, 1);
	expect_handler("nanosleep()", "ERESTART_RESTARTBLOCK");
	expect_text("clock_nanosleep(which_clock: MONOTONIC)", "ERESTART_RESTARTBLOCK");
	expect_handler("restart_syscall()", "ERESTART_RESTARTBLOCK");
	expect_text("poll(nfds: 1, timeout_msecs: 100000000)", "ERESTART_RESTARTBLOCK");
	expect_text("restart_syscall()", "1");
	expect_text(read_call, "1");
	expect_handler(read_call, "ERESTARTSYS");
	expect_handler("pause()", "ERESTARTNOHAND");
	expect_handler("rt_sigsuspend(sigsetsize: 8)", "ERESTARTNOHAND");
	expect_text(read_call, "ERESTARTSYS");
	expect_text(write_call, "1");
	expect_text("rt_sigreturn()", "?");
	expect_text(read_call, "1");
	expect_mark(own_tid(), 0, 2);
}

static void signal_when_in(int pid, long nr, int sig)
{
	wait_until_sleeps_in(pid, pid, nr);
	kill(pid, sig);
}

static void stop_and_continue_in(int pid, long nr)
{
	signal_when_in(pid, nr, SIGSTOP);
	waitpid(pid, NULL, WUNTRACED);
	kill(pid, SIGCONT);
}

static void interrupt(int pid)
{
	signal_when_in(pid, SYS_nanosleep, SIGUSR1);
	stop_and_continue_in(pid, SYS_clock_nanosleep);
	signal_when_in(pid, SYS_restart_syscall, SIGUSR1);
	stop_and_continue_in(pid, SYS_poll);
	wait_until_sleeps_in(pid, pid, SYS_restart_syscall);
	if (write(pipe_fds[1], "x", 1) != 1)
		die("write");
	signal_when_in(pid, SYS_read, SIGURG);
	signal_when_in(pid, SYS_pause, SIGUSR1);
	signal_when_in(pid, SYS_rt_sigsuspend, SIGUSR1);
	signal_when_in(pid, SYS_read, SIGUSR2);
}

int main(void)
{
	int pid, status;

	if (pipe(pipe_fds))
		die("pipe");
	catch (SIGUSR1, SA_RESTART);
	catch (SIGUSR2, SA_RESTART);
	catch (SIGURG, 0);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		be_interrupted();
		print_expected();
		return 0;
	}
	interrupt(pid);
	if (waitpid(pid, &status, 0) != pid || status)
		return 1;
	return 0;
}
