/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command that shows calls writes, live or from a recording: the lines, objects and
 * tables that the options ask for, to where they say, and the sentences to standard error.
 */
#ifndef SYSTRAIL_CMD_OUTPUT_H
#define SYSTRAIL_CMD_OUTPUT_H

#include "cmd/options.h"
#include "cmd/tracepoints.h"
#include "format/plugins.h"
#include "format/value.h"
#include "session/session.h"
#include "session/stop.h"
#include "sink/stat_spec.h"
#include "sink/summary_shape.h"
#include "stats/table.h"
#include "util/diag.h"
#include "util/outfile.h"
#include "util/patience.h"

/* It stays where it is, because its parts point to each other. */
struct output {
	const struct options *opt; /* borrowed */
	struct diag diag;
	bool complained; /* an error has been told */
	uint64_t lost_cnt; /* as output_tell_losses() has found it */
	/* Makes room on standard error before a message; NULL: nobody draws there. */
	void (*before_message)(void *arg);
	void *before_message_arg;
	struct stop stop;
	struct patience patience;
	int fd;
	char *document_path; /* of the file, where it may be replaced by another; or NULL */
	struct outfile *out;
	struct plugins *plugins;
	struct tracepoints tracepoints;
	struct format format;
};

/* @opt may be filled later, but is read whenever something is said. output_fini() is due. */
void output_init(struct output *o, const struct options *opt);

/*
 * Opens the file of -o, or @fd where there is none. It is not emptied yet. May wait for the reader
 * of a FIFO, so it comes before output_heed_signals(). Returns 0, or -errno after a sentence.
 */
int output_open(struct output *o, int fd);

/* From now on the signals that end a command in order wait in @o->stop. As output_open(). */
int output_heed_signals(struct output *o);

/* Whether one of these has come; @arg is the struct output. */
bool output_asked_to_stop(void *arg);

/* Opens the plugins. As output_open(). */
int output_open_plugins(struct output *o);

/* What the sinks are told. */
struct output_config {
	struct formats *formats; /* of the tracepoints that are shown; borrowed */
	bool calls; /* system calls are among what is shown */
	bool live;
	const char *clock; /* see struct json_config, */
	int64_t wall_offset_ns; /* too */
	const struct summary_shape *summary; /* of -s and -S; borrowed, as */
	const struct stat_spec *stat; /* what stat counts */
	struct stats_order order;
};

/* Makes the sinks that the options ask for. Returns 0 or -ENOMEM; the session's owner closes them. */
int output_add_sinks(struct output *o, const struct output_config *cfg, struct session *s);

/* All else is known to work: empties the file of -o. As output_open(). */
int output_empty(struct output *o);

/*
 * Says what was lost, if anything was, once the source was stopped; also into the file of lines, which
 * may travel alone. @told_cnt: as for losses_of_source(). @hint: what helps against it, or "". Returns
 * whether records were lost, and leaves how many in @o->lost_cnt.
 */
bool output_tell_losses(struct output *o, struct source *src, uint64_t told_cnt, const char *hint);

/* Says which records were there, and could not be shown. */
void output_tell_unshown(struct output *o, const struct session *s);

/*
 * Writes out what is left. Whether that or an earlier write failed, after a sentence; a reader that
 * has seen enough (`| head`, a pager) is no failure.
 */
bool output_failed(struct output *o);

/* What failed deep below without a sentence (memory, a file descriptor) still gets one. */
void output_explain(struct output *o, int err, const char *what);

/* Frees what it holds; the sinks were closed before. */
void output_fini(struct output *o);

#endif
