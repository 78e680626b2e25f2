/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options as data. One row of options.c gives everything that is to be known about an
 * option, and feeds the parser, --help, and the test that compares it with the manual.
 */
#ifndef SYSTRAIL_CMD_OPTIONS_H
#define SYSTRAIL_CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/target.h"

/* The commands that take an option, as bits. */
enum option_command {
	OPTION_TRACE = 1 << 0,
	OPTION_LIST = 1 << 1,
	OPTION_REPORT = 1 << 2,
	OPTION_RECORD = 1 << 3,
	OPTION_STAT = 1 << 4,
};

/* What an option's argument is, and so the type of the field it goes into. */
enum option_kind {
	OPTION_ON, /* no argument; bool becomes true */
	OPTION_OFF, /* no argument; bool becomes false */
	OPTION_TEXT, /* const char *; the last one counts */
	OPTION_ONCE, /* const char *, which may not be given twice */
	OPTION_TEXTS, /* struct option_texts: each time one more */
	OPTION_ITEMS, /* struct option_items: each time one more, in one order with other options */
	OPTION_COUNT, /* uint64_t, at least 1 */
	OPTION_MS, /* uint64_t, in nanoseconds */
	OPTION_MS_ABOVE_0, /* the same, and not 0 */
	OPTION_TIME, /* the same, with a unit */
	OPTION_FDS, /* struct ids */
	OPTION_IDS, /* struct ids */
	OPTION_CPUS, /* struct ids */
	OPTION_PAGES, /* uint64_t, in bytes */
	OPTION_SIZE, /* uint64_t, in bytes, at least 1 */
	OPTION_LEVEL, /* unsigned int, at least 1; the argument may be left out */
	OPTION_WHEN, /* struct option_when; the same */
	OPTION_PERCENTS, /* struct option_percents; the same */
	OPTION_CHOICE, /* unsigned int: which of the words in @arg, `one|two|three` */
};

struct option_row {
	char letter; /* or 0 */
	const char *name;
	const char *arg; /* its name in --help, or NULL */
	unsigned int commands;
	enum option_kind kind;
	size_t field; /* offset in struct options */
	const char *help;
};

/* The words of choices, in the order of their rows' arguments. */
enum option_format {
	OPTION_FORMAT_TEXT,
	OPTION_FORMAT_JSON,
	OPTION_FORMAT_CSV,
	OPTION_FORMAT_PROMETHEUS,
};

enum option_color {
	OPTION_COLOR_AUTO,
	OPTION_COLOR_ALWAYS,
	OPTION_COLOR_NEVER,
};

/* The arguments of an option that may be given several times. */
struct option_texts {
	size_t cnt;
	const char *v[32];
};

enum { OPTION_ITEMS_MAX = 64 };

/* The same where the order of several options counts. */
struct option_items {
	size_t cnt;
	struct {
		const char *name; /* of the option */
		const char *text;
	} v[OPTION_ITEMS_MAX];
};

/* When something is done again and again: when told to, or by size, or by time. */
struct option_when {
	bool given;
	uint64_t bytes; /* 0: not by size */
	uint64_t ns; /* 0: not by time */
};

enum { OPTION_PERCENTS_MAX = 16 };

/* Above 0 and up to 100. */
struct option_percents {
	size_t cnt;
	double v[OPTION_PERCENTS_MAX];
};

/* The words of -F, and none of them. */
enum option_faults {
	OPTION_FAULTS_ALL,
	OPTION_FAULTS_MAJOR,
	OPTION_FAULTS_MINOR,
	OPTION_FAULTS_NONE,
};

/* What all options together say. */
struct options {
	bool records; /* the command is record: nothing is shown */
	bool reports; /* the command is report: a recording is shown */
	bool counts; /* the command is stat: numbers are shown, of a trace or a recording */
	const char *input; /* -i: the recording to be shown; NULL: none, or report's default */
	bool header;
	struct target target;
	bool all;
	const char *user;
	struct option_texts cgroups;
	struct option_texts containers;
	bool show_cgroup;
	bool show_container;
	uint64_t delay_ns;
	uint64_t for_ns;
	struct option_items events; /* -e and --filter */
	bool syscalls; /* also where -e and -F name only something else */
	unsigned int faults; /* enum option_faults */
	bool sched;
	bool signals;
	bool no_signals;
	const char *switch_on;
	const char *switch_off;
	bool success;
	const char *errnos;
	uint64_t max_dur_ns;
	struct option_texts paths;
	struct ids fds;
	const char *expr;
	const char *output;
	unsigned int zstd_level; /* 0: not compressed */
	uint64_t max_bytes;
	struct option_when switch_output;
	uint64_t switch_max_files;
	bool overwrite;
	bool quiet;
	unsigned int format; /* enum option_format */
	unsigned int color; /* enum option_color */
	unsigned int decode_fds; /* enum fd_names */
	bool full_time;
	bool verbose;
	uint64_t ring_bytes;
	uint64_t min_dur_ns;
	bool failure;
	uint64_t max_events;
	bool show_comm;
	bool summary;
	bool with_summary;
	const char *summary_mode;
	struct option_percents percents;
	bool hist;
	bool errno_summary;
	const char *by;
	const char *sort;
	uint64_t top_cnt;
	uint64_t interval_ns;
	bool clear;
	uint64_t max_keys;
	/* Of stat: */
	struct option_items values; /* --sum, --avg, ... */
	const char *pair;
	const char *pair_key;
	const char *recipe;
	bool strict;
	const char *run_as;
	bool inherit;
	struct option_texts plugins;
	const char *in_class;
	unsigned int abi; /* enum abi, of those whose calls we know */
	char **command; /* NULL-terminated, as typed; NULL: none */
};

/* The rows; @cnt is set to how many there are. */
const struct option_row *options_rows(size_t *cnt);

/* Frees the lists of numbers that options_parse() has filled. */
void options_fini(struct options *o);

/*
 * Parses the arguments of @command (argv[0] is its name) into @o, with defaults where
 * nothing is said. Wrong usage and --help end the process, with 2 and 0. options_fini() is
 * due.
 */
void options_parse(enum option_command command, const char *doc, int argc, char **argv,
		   struct options *o);

#endif
