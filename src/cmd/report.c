/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail report: what trace shows, from a recording. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/file_source.h"
#include "cmd/choice.h"
#include "cmd/commands.h"
#include "cmd/header.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/plan.h"
#include "cmd/progress.h"
#include "decode/formats.h"
#include "perfdata/reader.h"
#include "perfdata/tracing.h"
#include "session/session.h"
#include "task/maps.h"
#include "util/clock.h"

static const char doc[] =
	"Show the system calls in a recording, of 'systrail record' or of perf, each with its "
	"arguments, result and duration, as 'systrail trace' shows them when they happen."
	"\v"
	"Exits with 0; 1 means that systrail failed, 2 wrong usage, 3 that something is missing in "
	"the recording, with --strict.";

/* Who reads a file wants throughput; who reads a pipe wants to see what has come. */
enum { FLUSH_RECORDS = 16384 };

/* What takes no longer needs no bar. */
enum { PROGRESS_AFTER_MS = 500 };

/* Everything that one run of the command holds; freed by report_fini() at any stage. */
struct report {
	struct options *opt;
	const char *path;
	struct output output;
	struct perfdata_reader *reader;
	struct formats *formats;
	struct decode_layout calls; /* its two tracepoints count */
	struct plan_recorded recorded;
	struct plan plan;
	struct session session;
	struct progress progress;
};

/* As perf has it: standard input if somebody pipes something into it. */
static const char *default_input(void)
{
	struct stat st;

	return !fstat(STDIN_FILENO, &st) && S_ISFIFO(st.st_mode) ? "-" : "perf.data";
}

static int open_reader(struct report *rp)
{
	return perfdata_reader_open(rp->path, &rp->output.diag, &rp->reader);
}

static int find_arch(struct report *rp)
{
	const char *machine = perfdata_reader_about(rp->reader)->machine;

	rp->recorded.arch = machine ? arch_find(machine) : arch_here();
	if (!rp->recorded.arch)
		return diag_fail(&rp->output.diag, -ENOTSUP,
				 "'%s' was recorded on a machine of the kind %s, whose system calls "
				 "systrail does not know: x86_64 and aarch64",
				 rp->path, machine);
	if (!machine)
		diag_say(&rp->output.diag, DIAG_INFO,
			 "'%s' does not say on which kind of machine it was recorded: taken for one as "
			 "this, %s",
			 rp->path, rp->recorded.arch->machine);
	return 0;
}

/* What the recording says of its tracepoints; one without any has none. */
static int read_tracing(struct report *rp)
{
	struct perfdata_tracing t = { .long_bytes = sizeof(uint64_t) };
	size_t size;
	const void *tracing = perfdata_reader_tracing(rp->reader, &size);
	int err = tracing ? perfdata_tracing_parse(&t, tracing, size) : 0;

	rp->recorded.described = tracing;
	if (err == -EBADMSG)
		diag_say(&rp->output.diag, DIAG_WARN,
			 "what '%s' says of its tracepoints is damaged: some of them are not known",
			 rp->path);
	if (!err || err == -EBADMSG) {
		errno = 0;
		rp->formats = formats_from_tracing(&t, &rp->output.diag);
		err = rp->formats ? 0 : -errno;
	}
	if (tracing)
		perfdata_tracing_fini(&t);
	return err;
}

static int open_formats(struct report *rp)
{
	struct plan_recorded *r = &rp->recorded;
	int err = read_tracing(rp);

	if (err)
		return err;
	r->attrs = perfdata_reader_attrs(rp->reader, &r->attr_cnt);
	plan_look_at_recording(r, rp->formats);
	rp->plan.recorded = r;
	return r->calls ? formats_raw_syscalls(rp->formats, &rp->output.diag, &rp->calls) : 0;
}

/* What the first records say decides what can be asked of it; a pipe may make us wait for them. */
static int read_facts(struct report *rp)
{
	struct session *s = &rp->session;
	int ret;

	s->recorded = file_source_facts(s->source);
	for (;;) {
		struct pollfd p = { .events = POLLIN };

		ret = source_begin_round(s->source, false);
		if (ret < 0 || s->recorded->known)
			break;
		p.fd = source_fd(s->source);
		poll(&p, 1, -1);
	}
	return ret < 0 ? ret : 0;
}

static int open_source(struct report *rp)
{
	const struct target *t = &rp->opt->target;
	struct session *s = &rp->session;
	struct file_source_config cfg = {
		.reader = rp->reader,
		.arch = rp->recorded.arch,
		.enter = rp->calls.enter,
		.exit = rp->calls.exit,
		.pids = t->pids.cnt ? &t->pids : NULL,
		.tids = t->tids.cnt ? &t->tids : NULL,
		.cpus = t->cpus.cnt ? &t->cpus : NULL,
		.inherit = rp->opt->inherit,
	};
	int err;

	s->tasks = task_table_new(false);
	if (!s->tasks)
		return -ENOMEM;
	err = file_source_open(&cfg, &rp->output.diag, &s->source);
	if (!err)
		err = session_start(s);
	return err ? err : read_facts(rp);
}

/* Names of fds are those that the recording tells, where it tells all that changes them. */
static int open_names(struct report *rp)
{
	struct session *s = &rp->session;
	struct fds_opts opts = {
		.names = rp->opt->decode_fds,
		.trusted = plan_sees_all_fds(&rp->plan) && s->recorded->sees_all_fds,
		.told = true,
	};

	if (rp->plan.fds && opts.trusted) {
		s->fds = fds_new(&opts);
		if (!s->fds)
			return -ENOMEM;
	}
	if (rp->opt->faults != OPTION_FAULTS_NONE) {
		s->maps = maps_table_new(NULL);
		if (!s->maps)
			return -ENOMEM;
	}
	return 0;
}

static int open_sinks(struct report *rp)
{
	const struct perfdata_about *about = perfdata_reader_about(rp->reader);
	bool has_wall = about->clock_wall_ns && about->clock_ns;
	struct output_config cfg = {
		.formats = rp->formats,
		.calls = rp->plan.calls,
		.summary = &rp->plan.summary,
		.stat = &rp->plan.stat,
		.order = rp->plan.order,
		.clock = header_clock(about),
		.wall_offset_ns = has_wall ? (int64_t)(about->clock_wall_ns - about->clock_ns) : 0,
	};

	return output_add_sinks(&rp->output, &cfg, &rp->session);
}

/* The recorder was asked for this, and unless its user asks for something else, so is report. */
static void choose_as_recorded(struct report *rp)
{
	const struct file_source_facts *facts = rp->session.recorded;

	if (facts->choice && choice_apply(rp->opt, facts->choice, facts->choice_len))
		diag_say(&rp->output.diag, DIAG_WARN,
			 "which calls '%s' was made for is too intricate to be taken from a file: all that "
			 "were recorded are shown, more than were asked for; choose with -e or --expr",
			 rp->path);
}

static int prepare(struct report *rp)
{
	int err = find_arch(rp);

	if (!err)
		err = open_formats(rp);
	if (!err)
		err = open_source(rp);
	if (!err)
		choose_as_recorded(rp);
	if (!err)
		err = plan_read(&rp->plan, rp->opt, &rp->output.diag);
	if (!err)
		err = output_open(&rp->output, STDOUT_FILENO);
	if (!err)
		err = output_open_plugins(&rp->output);
	if (!err)
		err = plan_resolve_recording(&rp->plan, rp->formats);
	if (!err)
		err = plan_check_facts(&rp->plan, rp->session.recorded);
	/* What may have waited for others, FIFOs of both sides, lies behind us. */
	if (!err)
		err = output_heed_signals(&rp->output);
	if (!err)
		err = open_names(rp);
	if (!err)
		err = open_sinks(rp);
	return err ? err : output_empty(&rp->output);
}

static bool is_same_file(int a, int b)
{
	struct stat sa, sb;

	return !fstat(a, &sa) && !fstat(b, &sb) && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

/* On a terminal where no lines are. */
static void begin_progress(struct report *rp)
{
	bool hidden = rp->opt->quiet || is_same_file(rp->output.fd, STDERR_FILENO);

	progress_init(&rp->progress, hidden ? -1 : STDERR_FILENO, PROGRESS_AFTER_MS);
	rp->output.before_message = progress_clear;
	rp->output.before_message_arg = &rp->progress;
}

static void show_progress(struct report *rp)
{
	uint64_t now_ns = clock_now_ns(), done, size;
	char line[PROGRESS_LINE_BYTES];
	struct text t;

	if (!progress_is_due(&rp->progress, now_ns))
		return;
	done = perfdata_reader_position(rp->reader, &size);
	text_init(&t, line, sizeof(line));
	if (size)
		progress_put_bar(&t, done, size);
	else
		progress_put_bytes(&t, done);
	text_lit(&t, " of ");
	text_escape(&t, rp->path, strnlen(rp->path, 100));
	progress_draw(&rp->progress, &t, now_ns);
}

/* Between rounds: how far it is, and whether somebody wants it to end. */
static bool should_stop(void *arg)
{
	struct report *rp = arg;

	show_progress(rp);
	return output_asked_to_stop(&rp->output);
}

static bool names_threads(const struct target *t)
{
	return t->pids.cnt || t->tids.cnt || t->cpus.cnt;
}

/* Whether something of the recording is missing. */
static bool tell_missing(struct report *rp)
{
	const struct session *s = &rp->session;
	bool lost;

	output_tell_unshown(&rp->output, s);
	lost = output_tell_losses(&rp->output, s->source, s->lost_cnt, "");
	file_source_say_oddities(s->source, &rp->output.diag);
	if (names_threads(&rp->opt->target) && !rp->session.started && !rp->session.full)
		diag_say(&rp->output.diag, DIAG_WARN,
			 "there is nothing of what was named with -p, -t or -C in '%s'", rp->path);
	if (perfdata_reader_incomplete(rp->reader)) /* a sentence has said what */
		return true;
	if (!s->recorded->begun || s->recorded->ended || s->cut_short)
		return lost;
	diag_say(&rp->output.diag, DIAG_WARN,
		 "the recorder did not end in order: what it had not written by then is missing");
	return true;
}

static int run(struct report *rp)
{
	struct session *s = &rp->session;
	bool missing, failed;
	int err;

	plan_fill_session(&rp->plan, s);
	s->diag = &rp->output.diag;
	if (s->recorded->begun)
		s->initial_pid_ns = s->recorded->initial_pid_ns;
	s->end = (struct ending){
		.stop_fd = rp->output.stop.fd,
		.should_stop = should_stop,
		.should_stop_arg = rp,
	};
	s->flush_record_cnt = strcmp(rp->path, "-") != 0 ? FLUSH_RECORDS : 0;
	begin_progress(rp);
	err = session_run(s);
	progress_clear(&rp->progress);
	missing = tell_missing(rp);
	failed = output_failed(&rp->output);
	if (err && !outfile_error(rp->output.out)) {
		output_explain(&rp->output, err, "read on");
		failed = true;
	}
	if (failed)
		return STATUS_FAILED;
	return missing && rp->opt->strict ? STATUS_LOST : 0;
}

static int show_header(struct report *rp)
{
	struct output *out = &rp->output;
	int err = output_open(out, STDOUT_FILENO);

	if (!err)
		err = output_heed_signals(out);
	if (!err)
		err = output_empty(out);
	if (err)
		return STATUS_FAILED;
	header_put(out->out, rp->reader, rp->path, rp->opt->format == OPTION_FORMAT_JSON);
	return output_failed(out) ? STATUS_FAILED : 0;
}

static void report_fini(struct report *rp)
{
	struct session *s = &rp->session;

	source_close(s->source);
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		sink_close(s->sinks[i]);
	output_fini(&rp->output);
	task_table_free(s->tasks);
	fds_free(s->fds);
	maps_table_free(s->maps);
	plan_fini(&rp->plan);
	formats_close(rp->formats);
	perfdata_reader_close(rp->reader);
	options_fini(rp->opt);
}

int report_run(struct options *o)
{
	struct report rp = { .opt = o, .path = o->input ? o->input : default_input() };
	int status = STATUS_FAILED, err;

	output_init(&rp.output, o);
	err = open_reader(&rp);
	if (!err && o->header) {
		status = show_header(&rp);
	} else if (!err) {
		err = prepare(&rp);
		if (!err)
			status = run(&rp);
	}
	if (err)
		output_explain(&rp.output, err, "begin to read");
	report_fini(&rp);
	return status;
}

int cmd_report(int argc, char **argv)
{
	struct options opt;

	options_parse(OPTION_REPORT, doc, argc, argv, &opt);
	return report_run(&opt);
}
