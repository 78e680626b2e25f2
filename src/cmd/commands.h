/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands; each returns the exit status of systrail. */
#ifndef SYSTRAIL_CMD_COMMANDS_H
#define SYSTRAIL_CMD_COMMANDS_H

struct options;

enum {
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_LOST = 3, /* --strict, and events were lost */
	STATUS_CANNOT_EXEC = 126,
	STATUS_NO_COMMAND = 127,
};

/* @argv[0] is the name to be shown in messages. */
int cmd_trace(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_stat(int argc, char **argv);

/* A trace, and the report of a recording, of options that are parsed; they free these. */
int trace_run(struct options *o);
int report_run(struct options *o);

#endif
