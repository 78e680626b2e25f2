/* SPDX-License-Identifier: GPL-2.0-only */
/* Can a program use libtracefs: find (and mount) the tracing folder and read a file in it? */
#include <stdlib.h>
#include <tracefs.h>

int main(void)
{
	char *format = NULL;

	if (tracefs_tracing_dir())
		format = tracefs_event_file_read(NULL, "raw_syscalls", "sys_enter", "format", NULL);
	free(format);
	return !format;
}
