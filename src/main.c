/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail: which command, and what this binary can do. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "config.h"
#include "util/caps.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *shown_name;
	const char *help;
} commands[] = {
	{ "trace", cmd_trace, "systrail trace", "show system calls as they happen" },
	{ "record", cmd_record, "systrail record", "write them to a file, to be shown later" },
	{ "report", cmd_report, "systrail report", "show system calls of a recording" },
	{ "stat", cmd_stat, "systrail stat",
	  "count, add up and time what happens, or a recording" },
	{ "list", cmd_list, "systrail list", "show what systrail and this kernel know" },
};

enum { COMMAND_CNT = sizeof(commands) / sizeof(*commands) };

static void usage(FILE *out)
{
	fputs("Usage: systrail COMMAND [OPTION...]\n"
	      "Traces Linux system calls, in production.\n\n"
	      "Commands:\n",
	      out);
	for (int i = 0; i < COMMAND_CNT; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\n'systrail COMMAND --help' tells the options of a command,\n"
	      "'systrail --version' what this binary was built with.\n",
	      out);
}

static void version(void)
{
	puts("systrail " SYSTRAIL_VERSION);
	puts("engines: perf");
	puts("libraries: " SYSTRAIL_LIBRARIES);
}

static int written(void)
{
	if (!fflush(stdout))
		return 0;
	perror("systrail: cannot write to standard output");
	return STATUS_FAILED;
}

/* Who starts us without one of the standard files shall not find our lines in another. */
static bool open_standard_files(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		int opened;

		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		opened = open("/dev/null", O_RDWR);
		/* The lowest number that is free is the one that is given. */
		if (opened != fd) {
			perror("systrail: cannot open /dev/null in place of a standard file");
			return false;
		}
	}
	return true;
}

/* What our file lends us is for what we open ourselves, not for what a user names; see caps.h. */
static bool put_aside_privileges(void)
{
	int err = caps_begin();

	if (err == -EPERM)
		fputs("systrail: it is not made to run set-uid; give its file capabilities, with "
		      "'make install SETCAP=1'\n",
		      stderr);
	else if (err)
		fprintf(stderr, "systrail: cannot put capabilities aside: %s\n", strerror(-err));
	return !err;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (!open_standard_files() || !put_aside_privileges())
		return STATUS_FAILED;

	if (!strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help")) {
		usage(stdout);
		return written();
	}
	if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
		version();
		return written();
	}
	for (int i = 0; i < COMMAND_CNT; i++) {
		if (strcmp(word, commands[i].name))
			continue;
		argv[1] = (char *)commands[i].shown_name;
		return commands[i].run(argc - 1, argv + 1);
	}
	if (*word)
		fprintf(stderr,
			"systrail: there is no command '%s'; to trace a program of that name, run "
			"'systrail trace -- %s'\n\n",
			word, word);
	usage(stderr);
	return STATUS_USAGE;
}
