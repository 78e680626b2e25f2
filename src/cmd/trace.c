/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail trace: options, then a session over the perf engine, then an exit status. */
#include <errno.h>
#include <string.h>

#include "capture/perf_source.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/plan.h"
#include "cmd/run.h"
#include "decode/formats.h"
#include "session/session.h"
#include "task/maps.h"
#include "task/proc.h"
#include "util/caps.h"
#include "util/clock.h"

static const char doc[] =
	"Show the system calls of a command, of running processes, or of the whole machine, each "
	"with its arguments, result and duration."
	"\v"
	"With a command, systrail exits with its status, else with 0; 1 means that systrail failed, "
	"2 wrong usage, 3 lost events with --strict.";

/* Everything that one run of the command holds; freed by trace_fini() at any stage. */
struct trace {
	struct options *opt;
	struct output output;
	struct run run;
	struct formats *formats;
	struct plan plan;
	struct decode_layout layout;
	struct session session;
};

/* What the kernel's format files tell, and the tables that are built on it. */
static int open_tables(struct trace *tr)
{
	struct session *s = &tr->session;
	int err;

	tr->formats = formats_open(&tr->output.diag);
	if (!tr->formats)
		return -errno;
	err = plan_resolve(&tr->plan, tr->formats, &tr->layout);
	if (err)
		return err;
	s->tasks = task_table_new(true);
	return s->tasks ? 0 : -ENOMEM;
}

static int open_sinks(struct trace *tr)
{
	struct output_config cfg = {
		.formats = tr->formats,
		.calls = tr->plan.calls,
		.summary = &tr->plan.summary,
		.stat = &tr->plan.stat,
		.order = tr->plan.order,
		.live = true,
		.wall_offset_ns = clock_wall_offset_ns(),
	};

	return output_add_sinks(&tr->output, &cfg, &tr->session);
}

static int open_source(struct trace *tr)
{
	struct perf_source_config cfg = {
		.inherit = tr->opt->inherit,
		.should_stop = output_asked_to_stop,
		.should_stop_arg = &tr->output,
		.ring_bytes = tr->opt->ring_bytes,
		/* Beside another target the command only says for how long. */
		.command_pid = plan_has_target(&tr->plan) ? 0 : tr->run.command.pid,
	};

	return plan_open_source(&tr->plan, &cfg, tr->output.fd, &tr->layout, &tr->session.source);
}

static int open_fds(struct trace *tr)
{
	struct fds_opts opts = {
		.names = tr->opt->decode_fds,
		.trusted = plan_sees_all_fds(&tr->plan),
		.look = &fd_look_proc,
	};

	if (!tr->plan.fds)
		return 0;
	if (!opts.trusted)
		diag_say(&tr->output.diag, DIAG_INFO,
			 "file descriptors have no names with -t, -C or --no-inherit, because "
			 "threads that are not traced can change what they stand for");
	tr->session.fds = fds_new(&opts);
	return tr->session.fds ? 0 : -ENOMEM;
}

/* Page faults are told with the file that they were in. */
static int open_maps(struct trace *tr)
{
	if (tr->opt->faults == OPTION_FAULTS_NONE)
		return 0;
	tr->session.maps = maps_table_new(&maps_look_proc);
	return tr->session.maps ? 0 : -ENOMEM;
}

/* What runs already has files open, and the command inherits ours. */
static void ask_for_fds(struct trace *tr)
{
	const struct ids *pids = &tr->opt->target.pids, *tids = &tr->plan.group_tids;

	for (size_t i = 0; i < pids->cnt; i++)
		fds_ask_process(tr->session.fds, pids->v[i]);
	for (size_t i = 0; tr->session.fds && i < tids->cnt; i++)
		if (proc_tgid(tids->v[i]) == tids->v[i])
			fds_ask_process(tr->session.fds, tids->v[i]);
	if (tr->opt->command)
		fds_ask_process(tr->session.fds, tr->run.command.pid);
}

static int prepare(struct trace *tr)
{
	struct output *out = &tr->output;
	int err = plan_read(&tr->plan, tr->opt, &out->diag);

	/* May wait for a FIFO's reader, so before signals wait for us. */
	if (!err)
		err = output_open(out, STDERR_FILENO);
	if (!err)
		err = output_heed_signals(out);
	if (!err)
		err = run_start_command(&tr->run);
	if (!err)
		err = output_open_plugins(out);
	/* What the user has named is open; from here on we need what our file may lend us. */
	if (!err)
		err = caps_take();
	if (!err)
		err = open_tables(tr);
	if (!err)
		err = open_fds(tr);
	if (!err)
		err = open_maps(tr);
	if (!err)
		err = open_source(tr);
	if (!err)
		err = open_sinks(tr);
	return err ? err : output_empty(out);
}

/* What was not seen of what should have been; whether records were lost. */
static bool tell_losses(struct trace *tr)
{
	int new_cpu = target_unwatched_cpu(&tr->opt->target);

	if (new_cpu >= 0)
		diag_say(&tr->output.diag, DIAG_WARN,
			 "CPU %d came online during the trace: what was done there was not seen",
			 new_cpu);
	output_tell_unshown(&tr->output, &tr->session);
	return output_tell_losses(&tr->output, tr->session.source, tr->session.lost_cnt,
				  "larger rings (-m) lose less");
}

static int start(void *arg)
{
	struct trace *tr = arg;
	int err = session_start(&tr->session);

	if (!err)
		ask_for_fds(tr);
	if (!err && tr->opt->for_ns)
		tr->session.end.until_ns = clock_now_ns() + tr->opt->for_ns;
	return err;
}

static int run(struct trace *tr)
{
	struct session *s = &tr->session;
	enum command_result r;
	bool lost, failed;
	int err;

	run_settle(&tr->run, false);
	s->diag = &tr->output.diag;
	plan_fill_session(&tr->plan, s);
	s->live = true;
	s->end = (struct ending){
		.stop_fd = tr->output.stop.fd,
		.should_stop = run_should_stop,
		.should_stop_arg = &tr->run,
	};
	err = run_begin(&tr->run, &s->end, start, tr, &r);
	if (err)
		return STATUS_FAILED;
	if (r != COMMAND_RUNS)
		return run_status_of(r);
	err = session_run(s);
	lost = tell_losses(tr);
	failed = output_failed(&tr->output);
	if (err && !outfile_error(tr->output.out)) {
		output_explain(&tr->output, err, "trace on");
		failed = true;
	}
	run_wait_for_command(&tr->run, &s->source, s->full);
	if (failed)
		return STATUS_FAILED;
	if (lost && tr->opt->strict)
		return STATUS_LOST;
	return run_exit_status(&tr->run);
}

static void trace_fini(struct trace *tr)
{
	run_fini(&tr->run);
	source_close(tr->session.source);
	for (unsigned int i = 0; i < tr->session.sink_cnt; i++)
		sink_close(tr->session.sinks[i]);
	task_table_free(tr->session.tasks);
	fds_free(tr->session.fds);
	formats_close(tr->formats);
	output_fini(&tr->output);
	maps_table_free(tr->session.maps);
	plan_fini(&tr->plan);
	options_fini(tr->opt);
}

int trace_run(struct options *o)
{
	struct trace tr = { .opt = o };
	int status = STATUS_FAILED, err;

	output_init(&tr.output, o);
	run_init(&tr.run, o, &tr.output);
	err = prepare(&tr);
	if (err)
		output_explain(&tr.output, err, "begin to trace");
	else
		status = run(&tr);
	trace_fini(&tr);
	return status;
}

int cmd_trace(int argc, char **argv)
{
	struct options opt;

	options_parse(OPTION_TRACE, doc, argc, argv, &opt);
	return opt.input ? report_run(&opt) : trace_run(&opt);
}
