/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail record: options, then the copy loop over the perf engine, then an exit status. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/choice.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/plan.h"
#include "cmd/progress.h"
#include "cmd/record_files.h"
#include "cmd/run.h"
#include "decode/formats.h"
#include "perfdata/host.h"
#include "perfdata/tracing.h"
#include "session/recorder.h"
#include "util/caps.h"
#include "util/clock.h"

static const char doc[] =
	"Record the system calls of a command, of running processes, or of the whole machine, in a "
	"file for 'systrail report' and perf."
	"\v"
	"With a command, systrail exits with its status, else with 0; 1 means that systrail failed, "
	"2 wrong usage, 3 lost events with --strict.";

enum { PROGRESS_AFTER_MS = 250 };

/* Everything that one run of the command holds; freed by recording_fini() at any stage. */
struct recording {
	struct options opt;
	struct output output;
	struct run run;
	struct formats *formats;
	struct plan plan;
	struct decode_layout layout;
	struct source *source;
	struct perfdata_attr *attrs;
	size_t attr_cnt;
	void *tracing;
	size_t tracing_size;
	struct perfdata_host host;
	struct record_files files;
	struct progress progress;
	uint64_t drawn_ns; /* when it was drawn last, */
	uint64_t drawn_cnt; /* and how many records there were then */
	char choice[CHOICE_BYTES]; /* for the recorder */
	struct recorder recorder;
};

/* --- What is said ------------------------------------------------------------------------------ */

/* A line as perf has it, unless nobody wants to know. */
static void say(struct recording *rec, struct text *t)
{
	char line[512];
	int len;

	if (rec->opt.quiet)
		return;
	progress_clear(&rec->progress);
	len = snprintf(line, sizeof(line), "[ systrail record: %.*s ]\n", (int)t->len, t->data);
	patience_write(&rec->output.patience, STDERR_FILENO, line, (size_t)len);
}

static void put_file(struct recording *rec, struct text *t)
{
	text_escape(t, rec->files.path, strlen(rec->files.path));
	text_str(t, rec->files.stamp);
}

/* A file of several is complete. */
static void say_file(struct recording *rec, uint64_t bytes)
{
	char buf[400];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_str(&t, "wrote ");
	progress_put_bytes(&t, bytes);
	text_char(&t, ' ');
	put_file(rec, &t);
	say(rec, &t);
}

static void put_lost(struct text *t, uint64_t cnt)
{
	if (cnt)
		progress_put_count(t, cnt);
	else
		text_str(t, "none");
	text_str(t, " lost");
}

static void say_all(struct recording *rec)
{
	const struct recorder_counts *c = &rec->recorder.counts;
	char buf[400];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_str(&t, "captured and wrote ");
	progress_put_bytes(&t, c->bytes);
	if (!rec->files.stamped) {
		text_str(&t, rec->files.pipe ? " to " : " ");
		put_file(rec, &t);
	}
	text_str(&t, " (");
	progress_put_count(&t, c->record_cnt);
	text_str(&t, " records, ");
	put_lost(&t, rec->output.lost_cnt);
	text_char(&t, ')');
	say(rec, &t);
}

/* What is not in the recording of what should be; whether records were lost. */
static bool tell_losses(struct recording *rec)
{
	int new_cpu = target_unwatched_cpu(&rec->opt.target);

	if (new_cpu >= 0)
		diag_say(&rec->output.diag, DIAG_WARN,
			 "CPU %d came online during the recording: what was done there is not in it",
			 new_cpu);
	return output_tell_losses(&rec->output, rec->source, rec->recorder.counts.lost_cnt,
				  "larger rings (-m) lose less");
}

static void tell_write_error(struct recording *rec, int err)
{
	const struct recorder_counts *c = &rec->recorder.counts;
	const char *quote = rec->files.pipe ? "" : "'";
	char kept[64] = "";
	struct text t;

	if (err == -ECANCELED) {
		diag_say(&rec->output.diag, DIAG_ERROR,
			 "nobody took the recording any more: the rest of it was dropped");
		return;
	}
	if (err == -EPIPE) {
		diag_say(&rec->output.diag, DIAG_ERROR,
			 "cannot write to %s: its reader has gone; the recording ends here",
			 rec->files.path);
		return;
	}
	text_init(&t, kept, sizeof(kept) - 1);
	progress_put_bytes(&t, c->bytes);
	if (!c->record_cnt)
		diag_say(&rec->output.diag, DIAG_ERROR, "cannot write %s%s%s: %s", quote,
			 rec->files.path, quote, strerror(-err));
	else
		diag_say(&rec->output.diag, DIAG_ERROR,
			 "cannot write %s%s%s: %s; the recording ends here, what was written before (%s) is "
			 "kept",
			 quote, rec->files.path, quote, strerror(-err), kept);
}

/* --- Files ------------------------------------------------------------------------------------- */

static int open_file(void *arg, struct perfdata_writer **w)
{
	struct recording *rec = arg;
	int err = record_files_create(&rec->files);
	struct perfdata_writer_config cfg = {
		.fd = rec->files.fd,
		.pipe = rec->files.pipe,
		.zstd_level = (int)rec->opt.zstd_level,
		.attrs = rec->attrs,
		.attr_cnt = rec->attr_cnt,
		.about = &rec->host.about,
		.tracing = rec->tracing,
		.tracing_size = rec->tracing_size,
		.patience = &rec->output.patience,
	};

	if (err)
		return err;
	err = perfdata_writer_new(&cfg, w);
	if (err)
		tell_write_error(rec, err);
	return err;
}

static int close_file(void *arg, struct perfdata_writer *w)
{
	struct recording *rec = arg;
	uint64_t bytes = perfdata_written_bytes(w);
	int err;

	perfdata_writer_free(w);
	err = record_files_complete(&rec->files);
	if (!err && rec->files.stamped)
		say_file(rec, bytes);
	return err;
}

static void watch(void *arg, const struct recorder_counts *c)
{
	struct recording *rec = arg;
	uint64_t now_ns = clock_now_ns(), since_ns;
	char line[PROGRESS_LINE_BYTES];
	struct text t;

	if (!progress_is_due(&rec->progress, now_ns))
		return;
	since_ns = now_ns - (rec->drawn_ns ? rec->drawn_ns : rec->progress.begin_ns);
	text_init(&t, line, sizeof(line));
	progress_put_seconds(&t, now_ns - rec->progress.begin_ns);
	text_str(&t, " s, ");
	progress_put_bytes(&t, c->bytes);
	text_str(&t, ", ");
	progress_put_count(&t, (uint64_t)((double)(c->record_cnt - rec->drawn_cnt) * 1e9 /
					  (double)since_ns));
	text_str(&t, " records/s, ");
	put_lost(&t, c->lost_cnt);
	progress_draw(&rec->progress, &t, now_ns);
	rec->drawn_ns = now_ns;
	rec->drawn_cnt = c->record_cnt;
}

/* With a size or a time the signal means nothing, as with perf. */
static bool asked_to_switch(void *arg)
{
	struct recording *rec = arg;
	const struct option_when *when = &rec->opt.switch_output;
	bool told = rec->output.stop.told;

	rec->output.stop.told = false;
	return told && when->given && !when->bytes && !when->ns;
}

/* --- Beginning --------------------------------------------------------------------------------- */

static int heed_signals(struct recording *rec)
{
	int err = output_heed_signals(&rec->output);

	if (err)
		return err;
	err = stop_heed_usr2(&rec->output.stop);
	return err ? diag_fail(&rec->output.diag, err, "signalfd: %s", strerror(-err)) : 0;
}

static int open_formats(struct recording *rec)
{
	rec->formats = formats_open(&rec->output.diag);
	if (!rec->formats)
		return -errno;
	return plan_resolve(&rec->plan, rec->formats, &rec->layout);
}

static int open_source(struct recording *rec)
{
	const struct plan *p = &rec->plan;
	struct synth_config synth = {
		.emit = recorder_take,
		.arg = &rec->recorder,
		.maps_data = rec->opt.faults != OPTION_FAULTS_NONE,
		.fds = p->fds && plan_sees_all_fds(p) ? FD_NAMES_ALL : FD_NAMES_NONE,
		.uids = true,
		.cgroups = p->cgroups,
	};
	struct perf_source_config cfg = {
		.inherit = rec->opt.inherit,
		.should_stop = output_asked_to_stop,
		.should_stop_arg = &rec->output,
		.ring_bytes = rec->opt.ring_bytes,
		/* Beside another target the command only says for how long. */
		.command_pid = plan_has_target(p) ? 0 : rec->run.command.pid,
		.record = true,
		.synth = &synth,
		.overwrite = rec->opt.overwrite,
	};
	int err = plan_open_source(&rec->plan, &cfg, rec->files.fd, &rec->layout, &rec->source);

	return err ? err : perf_source_attrs(rec->source, &rec->attrs, &rec->attr_cnt);
}

/* What the kernel says of the tracepoints that are recorded. */
static int collect_tracing(struct recording *rec)
{
	const char **names = calloc(rec->attr_cnt + 1, sizeof(*names));
	struct formats_collection *c = NULL;
	size_t cnt = 0;
	int err;

	if (!names)
		return -ENOMEM;
	for (size_t i = 0; i < rec->attr_cnt; i++)
		if (rec->attrs[i].attr.type == PERF_TYPE_TRACEPOINT)
			names[cnt++] = rec->attrs[i].name;
	err = cnt ? formats_collect(rec->formats, names, cnt, &rec->output.diag, &c) : 0;
	if (!err && cnt)
		err = perfdata_tracing_make(formats_collection_tracing(c), &rec->tracing,
					    &rec->tracing_size);
	formats_collection_free(c);
	free(names);
	return err;
}

static int open_recorder(struct recording *rec, int argc, char **argv)
{
	static const struct recorder_ops ops = {
		.open = open_file,
		.close = close_file,
		.watch = watch,
		.asked_to_switch = asked_to_switch,
	};
	const struct options *o = &rec->opt;
	const struct plan *p = &rec->plan;

	perfdata_host_init(&rec->host, CLOCK_MONOTONIC);
	rec->host.about.argv = (const char *const *)argv;
	rec->host.about.argc = (size_t)argc;
	rec->recorder = (struct recorder){
		.diag = &rec->output.diag,
		.source = rec->source,
		.ops = &ops,
		.arg = rec,
		.begin_flags = (plan_sees_all_fds(p) ? RIDER_SEES_ALL_FDS : 0) |
			       (p->calls ? RIDER_CALLS : 0) | (p->signals ? RIDER_SIGNALS : 0),
		.choice = rec->choice,
		.choice_len = choice_make(o, rec->choice, sizeof(rec->choice)),
		.overwrite = o->overwrite,
		.uneven = o->faults != OPTION_FAULTS_NONE,
		.max_bytes = o->max_bytes,
		.switch_bytes = o->switch_output.bytes,
		.switch_ns = o->switch_output.ns,
		.end = {
			.stop_fd = rec->output.stop.fd,
			.should_stop = run_should_stop,
			.should_stop_arg = &rec->run,
		},
	};
	return recorder_open(&rec->recorder);
}

static int check_compression(struct recording *rec)
{
	if (!rec->opt.zstd_level || perfdata_can_compress())
		return 0;
	return diag_fail(&rec->output.diag, -ENOTSUP,
			 "-z needs libzstd, without which this systrail was built");
}

static int prepare(struct recording *rec, int argc, char **argv)
{
	int err = plan_read(&rec->plan, &rec->opt, &rec->output.diag);

	if (!err)
		err = check_compression(rec);
	/* May wait for a FIFO's reader, so before signals wait for us. */
	if (!err)
		err = record_files_init(&rec->files, &rec->opt, &rec->output.diag);
	if (!err)
		err = heed_signals(rec);
	if (!err)
		err = run_start_command(&rec->run);
	/* What the user has named is open; from here on we need what our file may lend us. */
	if (!err)
		err = caps_take();
	if (!err)
		err = open_formats(rec);
	if (!err)
		err = open_source(rec);
	if (!err)
		err = collect_tracing(rec);
	return err ? err : open_recorder(rec, argc, argv);
}

static int start(void *arg)
{
	struct recording *rec = arg;
	int err = recorder_start(&rec->recorder);

	if (!err && rec->opt.for_ns)
		rec->recorder.end.until_ns = clock_now_ns() + rec->opt.for_ns;
	return err;
}

static int run(struct recording *rec)
{
	struct recorder *r = &rec->recorder;
	enum command_result result;
	bool lost;
	int err;

	run_settle(&rec->run, rec->files.stamped);
	progress_init(&rec->progress, rec->opt.quiet ? -1 : STDERR_FILENO, PROGRESS_AFTER_MS);
	err = run_begin(&rec->run, &r->end, start, rec, &result);
	if (err)
		return STATUS_FAILED;
	if (result != COMMAND_RUNS)
		return run_status_of(result);
	err = recorder_run(r);
	progress_clear(&rec->progress);
	lost = tell_losses(rec);
	if (err && r->write_err)
		tell_write_error(rec, r->write_err);
	else if (err)
		output_explain(&rec->output, err, "record on");
	say_all(rec);
	run_wait_for_command(&rec->run, &rec->source, r->full);
	if (err)
		return STATUS_FAILED;
	if (lost && rec->opt.strict)
		return STATUS_LOST;
	return run_exit_status(&rec->run);
}

static void recording_fini(struct recording *rec)
{
	recorder_fini(&rec->recorder);
	run_fini(&rec->run);
	perf_source_attrs_free(rec->attrs, rec->attr_cnt);
	source_close(rec->source);
	perfdata_host_fini(&rec->host);
	free(rec->tracing);
	formats_close(rec->formats);
	record_files_fini(&rec->files);
	output_fini(&rec->output);
	plan_fini(&rec->plan);
	options_fini(&rec->opt);
}

int cmd_record(int argc, char **argv)
{
	struct recording rec = { .files = { .fd = -1, .dir_fd = -1 }, .progress.fd = -1 };
	int status = STATUS_FAILED, err;

	output_init(&rec.output, &rec.opt);
	rec.output.before_message = progress_clear;
	rec.output.before_message_arg = &rec.progress;
	run_init(&rec.run, &rec.opt, &rec.output);
	options_parse(OPTION_RECORD, doc, argc, argv, &rec.opt);
	err = prepare(&rec, argc, argv);
	if (err)
		output_explain(&rec.output, err, "begin to record");
	else
		status = run(&rec);
	recording_fini(&rec);
	return status;
}
