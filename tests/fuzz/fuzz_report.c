/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All of systrail report, given anything as a recording: whatever reader, decoder and sinks take for
 * checked by those before them meets here. How it is shown depends on the size of the input.
 */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/options.h"

static const char *const ways[] = { "--color=always", "--format=json", "-S", "--show-cgroup" };

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
	int fd = open_input(data, size);
	char name[] = "systrail report", input[64], faults[] = "-Fall", output[] = "-o/dev/null",
	     verbose[] = "-v", way[32];
	char *argv[] = { name, input, output, faults, verbose, way, NULL };
	struct options opt;

	snprintf(input, sizeof(input), "-i/proc/self/fd/%d", fd);
	snprintf(way, sizeof(way), "%s", ways[size % WAY_CNT]);
	options_parse(OPTION_REPORT, "", sizeof(argv) / sizeof(*argv) - 1, argv, &opt);
	report_run(&opt);
	close(fd);
	return 0;
}
