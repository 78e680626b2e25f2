/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All of systrail report and stat, given anything as a recording: whatever reader, decoder and sinks
 * take for checked by those before them meets here. What is shown depends on the size of the input.
 */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/options.h"

enum { WORDS_MAX = 6 };

static const struct {
	enum option_command command;
	const char *words[WORDS_MAX];
} ways[] = {
	{ OPTION_REPORT, { "-Fall", "--color=always" } },
	{ OPTION_REPORT, { "-Fall", "--format=json" } },
	{ OPTION_REPORT, { "-Fall", "-S", "--hist", "--errno-summary", "--interval=1ms" } },
	{ OPTION_REPORT, { "-Fall", "--show-cgroup" } },
	{ OPTION_REPORT,
	  { "-s", "--percentiles", "--summary-mode=thread,cpu", "--format=prometheus",
	    "--max-keys=9" } },
	{ OPTION_STAT,
	  { "-e*:*", "--by=event,task.comm,common_pid", "--hist=common_pid", "--interval=1ms",
	    "--format=json" } },
	{ OPTION_STAT,
	  { "-eall", "--by=comm,syscall,args.fd", "--percentiles=duration,bytes", "--expr=ret > 0",
	    "--top=3" } },
	{ OPTION_STAT,
	  { "--pair=sched:sched_wakeup,sched:sched_switch", "--key=pid=next_pid",
	    "--by=next_comm,begin.target_cpu", "--hist=latency", "--format=csv" } },
};

enum { WAY_CNT = sizeof(ways) / sizeof(*ways) };

static int open_input(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = open_input(data, size), argc = 4;
	char name[] = "systrail", input[64], output[] = "-o/dev/null", verbose[] = "-v";
	char words[WORDS_MAX][64];
	char *argv[4 + WORDS_MAX + 1] = { name, input, output, verbose };
	size_t way = size % WAY_CNT;
	struct options opt;

	snprintf(input, sizeof(input), "-i/proc/self/fd/%d", fd);
	for (size_t i = 0; i < WORDS_MAX && ways[way].words[i]; i++) {
		snprintf(words[i], sizeof(words[i]), "%s", ways[way].words[i]);
		argv[argc++] = words[i];
	}
	options_parse(ways[way].command, "", argc, argv, &opt);
	report_run(&opt);
	close(fd);
	return 0;
}
