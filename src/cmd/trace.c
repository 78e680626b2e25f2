/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail trace: options, then a session over the perf engine, then an exit status. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "capture/perf_source.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/plan.h"
#include "cmd/tracepoints.h"
#include "config.h"
#include "decode/formats.h"
#include "format/plugins.h"
#include "session/command.h"
#include "session/session.h"
#include "session/stop.h"
#include "sink/json.h"
#include "sink/print.h"
#include "sink/summary.h"
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
	struct options opt;
	struct diag diag;
	bool complained; /* an error has been told */
	struct patience patience;
	struct stop stop;
	struct command command;
	int out_fd;
	struct outfile *out;
	struct formats *formats;
	struct plugins *plugins;
	struct plan plan;
	struct decode_layout layout;
	struct tracepoints tracepoints;
	struct format format;
	struct session session;
};

/* Who reads our messages may be the one who has stopped reading our lines. */
static void emit(void *arg, enum diag_level level, const char *msg)
{
	struct trace *tr = arg;
	char line[DIAG_SENTENCE_BYTES + 16];
	int len;

	tr->complained |= level == DIAG_ERROR;
	if (level == DIAG_INFO && !tr->opt.verbose)
		return;
	len = snprintf(line, sizeof(line), "systrail: %s\n", msg);
	patience_write(&tr->patience, STDERR_FILENO, line, (size_t)len);
}

static bool asked_to_stop(void *arg)
{
	struct trace *tr = arg;

	stop_read(&tr->stop);
	return tr->stop.asked;
}

static bool should_stop(void *arg)
{
	struct trace *tr = arg;

	return asked_to_stop(tr) || (tr->opt.command && command_ended(&tr->command, false));
}

static int open_output(struct trace *tr)
{
	const char *path = tr->opt.output;

	tr->out_fd = path ? STDOUT_FILENO : STDERR_FILENO;
	if (path && strcmp(path, "-") != 0) {
		/* Emptied only when all else is known to work. */
		tr->out_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		if (tr->out_fd < 0)
			return diag_fail(&tr->diag, -errno, "cannot create '%s': %s", path,
					 strerror(errno));
	}
	tr->out = outfile_new(tr->out_fd, &tr->patience);
	return tr->out ? 0 : -ENOMEM;
}

/* What the kernel's format files tell, and the tables that are built on it. */
static int open_tables(struct trace *tr)
{
	struct session *s = &tr->session;
	int err;

	tr->formats = formats_open(&tr->diag);
	if (!tr->formats)
		return -errno;
	err = plan_resolve(&tr->plan, tr->formats, &tr->layout);
	if (err)
		return err;
	s->tasks = task_table_new(true);
	return s->tasks ? 0 : -ENOMEM;
}

/* What failed deep below without a sentence (memory, a file descriptor) still gets one. */
static void explain(struct trace *tr, int err, const char *what)
{
	if (!tr->complained)
		diag_say(&tr->diag, DIAG_ERROR, "cannot %s: %s", what, strerror(-err));
}

static int add_sink(struct session *s, struct sink *sink)
{
	if (!sink)
		return -ENOMEM;
	s->sinks[s->sink_cnt++] = sink;
	return 0;
}

/* https://no-color.org: any value but an empty one. */
static bool wants_color(const struct trace *tr)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (tr->opt.color != OPTION_COLOR_AUTO)
		return tr->opt.color == OPTION_COLOR_ALWAYS;
	return isatty(tr->out_fd) && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
}

static struct sink *new_print(struct trace *tr)
{
	const struct options *o = &tr->opt;
	struct print_config cfg = {
		.out = tr->out,
		.format = &tr->format,
		.full_time = o->full_time,
		.show_comm = o->show_comm,
		.show_cgroup = o->show_cgroup,
		.show_container = o->show_container,
		.durations = tr->plan.calls,
		.color = wants_color(tr),
		.live = isatty(tr->out_fd),
		.max_events = o->max_events,
	};

	return print_new(&cfg);
}

static struct sink *new_json(struct trace *tr)
{
	struct json_config cfg = {
		.out = tr->out,
		.format = &tr->format,
		.version = SYSTRAIL_VERSION,
		.wall_offset_ns = clock_wall_offset_ns(),
		.show_cgroup = tr->opt.show_cgroup,
		.show_container = tr->opt.show_container,
		.max_events = tr->opt.max_events,
	};

	return json_new(&cfg);
}

static int open_sinks(struct trace *tr)
{
	const struct options *o = &tr->opt;
	bool json = o->format == OPTION_FORMAT_JSON;
	int err = 0;

	tracepoints_init(&tr->tracepoints, tr->formats, tr->plugins);
	tr->format = (struct format){
		.tasks = tr->session.tasks,
		.plugins = tr->plugins,
		.tracepoints = &tr->tracepoints.ops,
		.zeros = o->verbose,
	};
	if (!o->summary)
		err = add_sink(&tr->session, json ? new_json(tr) : new_print(tr));
	if (!err && (o->summary || o->with_summary))
		err = add_sink(&tr->session, summary_new(tr->out, o->sched));
	return err;
}

static int open_source(struct trace *tr)
{
	struct perf_source_config cfg = {
		.inherit = tr->opt.inherit,
		.should_stop = asked_to_stop,
		.should_stop_arg = tr,
		.ring_bytes = tr->opt.ring_bytes,
		/* Beside another target the command only says for how long. */
		.command_pid = plan_has_target(&tr->plan) ? 0 : tr->command.pid,
	};

	return plan_open_source(&tr->plan, &cfg, tr->out_fd, &tr->layout, &tr->session.source);
}

/*
 * The reader must not starve when the traced programs take every CPU, and having opened
 * all it needs no privilege but to read /proc and tracefs, and to pass a signal on.
 */
static void settle(struct trace *tr)
{
	static const cap_value_t keep[] = { CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_KILL };
	int err;

	if (setpriority(PRIO_PROCESS, 0, -20))
		diag_say(&tr->diag, DIAG_INFO, "cannot raise our priority: %s", strerror(errno));
	err = caps_drop_but(keep, sizeof(keep) / sizeof(*keep));
	if (err)
		diag_say(&tr->diag, DIAG_WARN, "cannot drop capabilities: %s", strerror(-err));
}

static int open_fds(struct trace *tr)
{
	struct fds_opts opts = {
		.names = tr->opt.decode_fds,
		.trusted = plan_sees_all_fds(&tr->plan),
		.look = &fd_look_proc,
	};

	if (!tr->plan.fds)
		return 0;
	if (!opts.trusted)
		diag_say(&tr->diag, DIAG_INFO,
			 "file descriptors have no names with -t, -C or --no-inherit, because "
			 "threads that are not traced can change what they stand for");
	tr->session.fds = fds_new(&opts);
	return tr->session.fds ? 0 : -ENOMEM;
}

/* Page faults are told with the file that they were in. */
static int open_maps(struct trace *tr)
{
	if (tr->opt.faults == OPTION_FAULTS_NONE)
		return 0;
	tr->session.maps = maps_table_new(&maps_look_proc);
	return tr->session.maps ? 0 : -ENOMEM;
}

/* What runs already has files open, and the command inherits ours. */
static void ask_for_fds(struct trace *tr)
{
	const struct ids *pids = &tr->opt.target.pids, *tids = &tr->plan.group_tids;

	for (size_t i = 0; i < pids->cnt; i++)
		fds_ask_process(tr->session.fds, pids->v[i]);
	for (size_t i = 0; tr->session.fds && i < tids->cnt; i++)
		if (proc_tgid(tids->v[i]) == tids->v[i])
			fds_ask_process(tr->session.fds, tids->v[i]);
	if (tr->opt.command)
		fds_ask_process(tr->session.fds, tr->command.pid);
}

static int prepare(struct trace *tr)
{
	const struct options *o = &tr->opt;
	int err = plan_read(&tr->plan, &tr->opt, &tr->diag);

	if (!err)
		err = open_output(
			tr); /* may wait for a FIFO's reader, so before signals wait for us */
	if (err)
		return err;
	err = stop_open(&tr->stop);
	if (err)
		return diag_fail(&tr->diag, err, "signalfd: %s", strerror(-err));
	tr->patience = (struct patience){ tr->stop.fd, asked_to_stop, tr };
	if (o->command) {
		err = command_start(&tr->command, o->command, o->run_as, &tr->stop, &tr->diag);
		if (err)
			return err;
	}
	err = plugins_open(o->plugins.v, o->plugins.cnt, &tr->diag, &tr->plugins);
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
	/* What is no regular file cannot be emptied and need not be. */
	if (!err && tr->out_fd > STDERR_FILENO && ftruncate(tr->out_fd, 0) && errno != EINVAL)
		err = diag_fail(&tr->diag, -errno, "cannot empty '%s': %s", o->output,
				strerror(errno));
	return err;
}

/* One sentence about what was lost; into the output file, too, which may travel alone. */
static bool report_losses(struct trace *tr)
{
	struct session *s = &tr->session;
	int new_cpu = target_unwatched_cpu(&tr->opt.target);
	struct session_losses l;
	char msg[256];
	int err = session_losses(s, &l);
	struct text t;

	if (err)
		diag_say(&tr->diag, DIAG_WARN, "cannot read how many events were lost: %s",
			 strerror(-err));
	if (new_cpu >= 0)
		diag_say(&tr->diag, DIAG_WARN,
			 "CPU %d came online during the trace: what was done there was not seen",
			 new_cpu);
	if (s->broken_cnt)
		diag_say(&tr->diag, DIAG_WARN, "%llu records could not be decoded",
			 (unsigned long long)s->broken_cnt);
	if (s->foreign_cnt)
		diag_say(&tr->diag, DIAG_WARN,
			 "%llu records of threads outside of our pid namespace are not shown",
			 (unsigned long long)s->foreign_cnt);
	if (!l.exit_cnt && !l.other_cnt)
		return false;
	if (l.exact)
		snprintf(msg, sizeof(msg),
			 "lost %llu records (%llu exits); larger rings (-m) lose less",
			 (unsigned long long)(l.exit_cnt + l.other_cnt),
			 (unsigned long long)l.exit_cnt);
	else
		snprintf(msg, sizeof(msg), "lost %llu records; larger rings (-m) lose less",
			 (unsigned long long)l.other_cnt);
	if (tr->opt.output && tr->opt.format == OPTION_FORMAT_TEXT) {
		outfile_reserve(tr->out, &t);
		text_str(&t, msg);
		text_char(&t, '\n');
		outfile_commit(tr->out, &t);
		outfile_flush(tr->out);
	}
	diag_say(&tr->diag, DIAG_WARN, "%s", msg);
	return true;
}

/*
 * The trace is over, the command perhaps not. A signal that a key or the terminal sent has
 * reached the command as well; one that was sent to us alone is passed on. A second Ctrl-C
 * means that we shall not wait.
 */
static void wait_for_command(struct trace *tr)
{
	struct stop *stop = &tr->stop;
	bool asked;

	/* Nothing of ours shall slow it down any more. */
	source_close(tr->session.source);
	tr->session.source = NULL;
	stop_read(stop);
	asked = stop->asked;
	if (asked && stop->sender_pid && tr->command.pid)
		kill(tr->command.pid, stop->signo);
	if (tr->session.full && !asked && !command_ended(&tr->command, false))
		diag_say(&tr->diag, DIAG_WARN,
			 "the trace is over; waiting for '%s' (%d) to end, to exit with its status",
			 tr->opt.command[0], (int)tr->command.pid);
	while (!command_ended(&tr->command, false)) {
		struct pollfd p = { .fd = stop->fd, .events = POLLIN };

		poll(&p, 1, -1);
		if (!stop_read(stop))
			continue;
		if (asked && stop->signo == SIGINT)
			stop_die(SIGINT);
		asked = true;
		if (stop->sender_pid && tr->command.pid)
			kill(tr->command.pid, stop->signo);
	}
}

/* Whether the output failed; a reader that has seen enough (`| head`, a pager) is no failure. */
static bool output_failed(struct trace *tr)
{
	int err = outfile_flush(tr->out);

	if (!err || err == -EPIPE)
		return false;
	if (err == -ECANCELED) {
		diag_say(&tr->diag, DIAG_WARN,
			 "nobody took the output any more: the rest of it was dropped");
		return false;
	}
	diag_say(&tr->diag, DIAG_ERROR, "cannot write %s: %s; the trace ends here",
		 tr->out_fd == STDERR_FILENO ? "to standard error" :
		 tr->out_fd == STDOUT_FILENO ? "to standard output" :
					       tr->opt.output,
		 strerror(-err));
	return true;
}

static int start(struct trace *tr)
{
	int err = session_start(&tr->session);

	if (!err)
		ask_for_fds(tr);
	if (!err && tr->opt.for_ns)
		tr->session.until_ns = clock_now_ns() + tr->opt.for_ns;
	return err;
}

static enum command_result release(struct trace *tr)
{
	return tr->opt.command ? command_release(&tr->command, tr->opt.command[0], &tr->diag) :
				 COMMAND_RUNS;
}

/*
 * The trace begins before the command does, or with --delay after it has run for a while.
 * Returns 0, and in @r what came of the command, or -errno after a sentence.
 */
static int begin(struct trace *tr, enum command_result *r)
{
	int err = tr->opt.delay_ns ? 0 : start(tr);

	if (err)
		return err;
	*r = release(tr);
	if (*r != COMMAND_RUNS || !tr->opt.delay_ns)
		return 0;
	return session_delay(&tr->session, tr->opt.delay_ns) ? 0 : start(tr);
}

static int run(struct trace *tr)
{
	static const int status_of[] = {
		[COMMAND_NOT_FOUND] = STATUS_NO_COMMAND,
		[COMMAND_NOT_EXECUTABLE] = STATUS_CANNOT_EXEC,
		[COMMAND_NOT_THAT_USER] = STATUS_FAILED,
	};
	struct session *s = &tr->session;
	enum command_result r;
	bool lost, failed;
	int err;

	settle(tr);
	s->diag = &tr->diag;
	plan_fill_session(&tr->plan, s);
	s->live = true;
	s->stop_fd = tr->stop.fd;
	s->should_stop = should_stop;
	s->should_stop_arg = tr;
	err = begin(tr, &r);
	if (err)
		return STATUS_FAILED;
	if (r != COMMAND_RUNS)
		return status_of[r];
	err = session_run(s);
	lost = report_losses(tr);
	failed = output_failed(tr);
	if (err && !outfile_error(tr->out)) {
		explain(tr, err, "trace on");
		failed = true;
	}
	if (tr->opt.command)
		wait_for_command(tr);
	if (failed)
		return STATUS_FAILED;
	if (lost && tr->opt.strict)
		return STATUS_LOST;
	return tr->opt.command ? command_exit_status(&tr->command) : 0;
}

static void trace_fini(struct trace *tr)
{
	command_abandon(&tr->command);
	source_close(tr->session.source);
	for (unsigned int i = 0; i < tr->session.sink_cnt; i++)
		sink_close(tr->session.sinks[i]);
	outfile_free(tr->out);
	if (tr->out_fd > STDERR_FILENO)
		close(tr->out_fd);
	task_table_free(tr->session.tasks);
	fds_free(tr->session.fds);
	plugins_free(tr->plugins);
	formats_close(tr->formats);
	stop_close(&tr->stop);
	maps_table_free(tr->session.maps);
	plan_fini(&tr->plan);
	options_fini(&tr->opt);
}

int cmd_trace(int argc, char **argv)
{
	struct trace tr = {
		.diag = { .emit = emit, .arg = &tr },
		.stop.fd = -1,
		.command = { .go_fd = -1, .exec_fd = -1 },
		.out_fd = -1,
	};
	int status = STATUS_FAILED, err;

	options_parse(OPTION_TRACE, doc, argc, argv, &tr.opt);
	err = prepare(&tr);
	if (err)
		explain(&tr, err, "begin to trace");
	else
		status = run(&tr);
	trace_fini(&tr);
	return status;
}
