/* SPDX-License-Identifier: GPL-2.0-only */
/* The sinks and messages of a command; see output.h. */
#include "cmd/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "session/losses.h"
#include "sink/json.h"
#include "sink/print.h"
#include "sink/stat.h"
#include "sink/summary.h"
#include "util/parse.h"

enum { MAX_KEYS = 100000 }; /* where --max-keys is not given */

/* Who reads our messages may be the one who has stopped reading our lines. */
static void emit(void *arg, enum diag_level level, const char *msg)
{
	struct output *o = arg;
	char line[DIAG_SENTENCE_BYTES + 16];
	int len;

	o->complained |= level == DIAG_ERROR;
	if (level == DIAG_INFO && !o->opt->verbose)
		return;
	if (o->before_message)
		o->before_message(o->before_message_arg);
	len = snprintf(line, sizeof(line), "systrail: %s\n", msg);
	patience_write(&o->patience, STDERR_FILENO, line, (size_t)len);
}

void output_init(struct output *o, const struct options *opt)
{
	*o = (struct output){
		.opt = opt,
		.diag = { .emit = emit, .arg = o },
		.stop.fd = -1,
		.fd = -1,
	};
}

/* The file of -o, where one document can take the place of another; else NULL. The caller frees it. */
static char *document_path(const struct output *o)
{
	struct stat st;

	if (o->fd <= STDERR_FILENO || fstat(o->fd, &st) || !S_ISREG(st.st_mode))
		return NULL;
	return realpath(o->opt->output, NULL);
}

int output_open(struct output *o, int fd)
{
	const char *path = o->opt->output;

	o->fd = path ? STDOUT_FILENO : fd;
	if (path && strcmp(path, "-") != 0) {
		o->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		if (o->fd < 0)
			return diag_fail(&o->diag, -errno, "cannot create '%s': %s", path,
					 strerror(errno));
	}
	o->document_path = document_path(o);
	o->out = outfile_new(o->fd, &o->patience);
	return o->out ? 0 : -ENOMEM;
}

bool output_asked_to_stop(void *arg)
{
	struct output *o = arg;

	stop_read(&o->stop);
	return o->stop.asked;
}

int output_heed_signals(struct output *o)
{
	int err = stop_open(&o->stop);

	if (err)
		return diag_fail(&o->diag, err, "signalfd: %s", strerror(-err));
	o->patience = (struct patience){ o->stop.fd, output_asked_to_stop, o };
	return 0;
}

int output_open_plugins(struct output *o)
{
	const struct option_texts *named = &o->opt->plugins;

	return plugins_open(named->v, named->cnt, &o->diag, &o->plugins);
}

/* https://no-color.org: any value but an empty one. */
static bool wants_color(const struct output *o)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->opt->color != OPTION_COLOR_AUTO)
		return o->opt->color == OPTION_COLOR_ALWAYS;
	return isatty(o->fd) && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
}

static struct sink *new_print(struct output *o, const struct output_config *cfg)
{
	const struct options *opt = o->opt;
	struct print_config print = {
		.out = o->out,
		.format = &o->format,
		.full_time = opt->full_time,
		.show_comm = opt->show_comm,
		.show_cgroup = opt->show_cgroup,
		.show_container = opt->show_container,
		.durations = cfg->calls,
		.color = wants_color(o),
		.live = cfg->live && isatty(o->fd),
		.max_events = opt->max_events,
	};

	return print_new(&print);
}

static struct sink *new_json(struct output *o, const struct output_config *cfg)
{
	struct json_config json = {
		.out = o->out,
		.format = &o->format,
		.version = SYSTRAIL_VERSION,
		.clock = cfg->clock,
		.wall_offset_ns = cfg->wall_offset_ns,
		.show_cgroup = o->opt->show_cgroup,
		.show_container = o->opt->show_container,
		.max_events = o->opt->max_events,
	};

	return json_new(&json);
}

/* As wide as the terminal, or COLUMNS says; 0: as need be. */
static unsigned int width_of(int fd)
{
	enum { WIDTH_MIN = 20, WIDTH_MAX = 1000 };
	const char *columns = getenv("COLUMNS");
	struct winsize ws;
	uint64_t width;

	if (!ioctl(fd, TIOCGWINSZ, &ws) && ws.ws_col >= WIDTH_MIN)
		return ws.ws_col;
	return columns && !parse_u64(columns, WIDTH_MIN, WIDTH_MAX, &width) ? (unsigned int)width :
									      0;
}

/* The formats of tables are in the order of those of the option. */
static struct tables tables_of(const struct output *o, const struct output_config *cfg)
{
	return (struct tables){
		.format = (enum tables_format)o->opt->format,
		.document = { .path = o->document_path, .fd = o->fd },
		.put = {
			.out = o->out,
			.order = cfg->order,
			.top_cnt = o->opt->top_cnt,
			.width = width_of(o->fd),
		},
	};
}

static struct sink *new_summary(struct output *o, const struct output_config *cfg)
{
	struct summary_config summary = {
		.out = o->out,
		.diag = &o->diag,
		.shape = cfg->summary,
		.tables = tables_of(o, cfg),
		.runtimes = o->opt->sched,
		.interval_ns = o->opt->interval_ns,
		.clear = o->opt->clear,
		.max_keys = o->opt->max_keys ? o->opt->max_keys : MAX_KEYS,
	};

	return summary_new(&summary);
}

static struct sink *new_stat(struct output *o, const struct output_config *cfg)
{
	struct stat_config stat = {
		.diag = &o->diag,
		.spec = cfg->stat,
		.tables = tables_of(o, cfg),
		.interval_ns = o->opt->interval_ns,
		.clear = o->opt->clear,
		.max_keys = o->opt->max_keys ? o->opt->max_keys : MAX_KEYS,
	};

	return stat_new(&stat);
}

static int add_sink(struct session *s, struct sink *sink)
{
	if (!sink)
		return -ENOMEM;
	s->sinks[s->sink_cnt++] = sink;
	return 0;
}

int output_add_sinks(struct output *o, const struct output_config *cfg, struct session *s)
{
	const struct options *opt = o->opt;
	bool json = opt->format == OPTION_FORMAT_JSON;
	int err = 0;

	tracepoints_init(&o->tracepoints, cfg->formats, o->plugins);
	o->format = (struct format){
		.tasks = s->tasks,
		.plugins = o->plugins,
		.tracepoints = &o->tracepoints.ops,
		.zeros = opt->verbose,
	};
	if (opt->counts)
		return add_sink(s, new_stat(o, cfg));
	if (!opt->summary)
		err = add_sink(s, json ? new_json(o, cfg) : new_print(o, cfg));
	if (!err && (opt->summary || opt->with_summary))
		err = add_sink(s, new_summary(o, cfg));
	return err;
}

int output_empty(struct output *o)
{
	/* Metrics of an earlier run stay until there are newer ones. */
	if (o->document_path && o->opt->format == OPTION_FORMAT_PROMETHEUS)
		return 0;
	/* What is no regular file cannot be emptied and need not be. */
	if (o->fd > STDERR_FILENO && ftruncate(o->fd, 0) && errno != EINVAL)
		return diag_fail(&o->diag, -errno, "cannot empty '%s': %s", o->opt->output,
				 strerror(errno));
	return 0;
}

static void put_line(struct output *o, const char *line)
{
	struct text t;

	outfile_reserve(o->out, &t);
	text_str(&t, line);
	text_char(&t, '\n');
	outfile_commit(o->out, &t);
	outfile_flush(o->out);
}

bool output_tell_losses(struct output *o, struct source *src, uint64_t told_cnt, const char *hint)
{
	char exits[64] = "", msg[256];
	struct losses l;
	int err = losses_of_source(&l, src, told_cnt, &o->diag);

	if (err)
		diag_say(&o->diag, DIAG_WARN, "cannot read how many events were lost: %s",
			 strerror(-err));
	o->lost_cnt = losses_cnt(&l);
	if (!o->lost_cnt)
		return false;
	if (l.exact)
		snprintf(exits, sizeof(exits), " (%llu exits)", (unsigned long long)l.exit_cnt);
	snprintf(msg, sizeof(msg), "lost %llu records%s%s%s", (unsigned long long)o->lost_cnt,
		 exits, *hint ? "; " : "", hint);
	if (o->out && o->opt->output && o->opt->format == OPTION_FORMAT_TEXT)
		put_line(o, msg);
	diag_say(&o->diag, DIAG_WARN, "%s", msg);
	return true;
}

void output_tell_unshown(struct output *o, const struct session *s)
{
	if (s->broken_cnt)
		diag_say(&o->diag, DIAG_WARN, "%llu records could not be decoded",
			 (unsigned long long)s->broken_cnt);
	if (s->foreign_cnt)
		diag_say(&o->diag, DIAG_WARN,
			 "%llu records of threads outside of %s pid namespace are not shown",
			 (unsigned long long)s->foreign_cnt, s->live ? "our" : "the recorder's");
}

bool output_failed(struct output *o)
{
	int err = outfile_flush(o->out);

	if (!err || err == -EPIPE)
		return false;
	if (err == -ECANCELED) {
		diag_say(&o->diag, DIAG_WARN,
			 "nobody took the output any more: the rest of it was dropped");
		return false;
	}
	diag_say(&o->diag, DIAG_ERROR, "cannot write %s: %s; the trace ends here",
		 o->fd == STDERR_FILENO ? "to standard error" :
		 o->fd == STDOUT_FILENO ? "to standard output" :
					  o->opt->output,
		 strerror(-err));
	return true;
}

void output_explain(struct output *o, int err, const char *what)
{
	if (!o->complained)
		diag_say(&o->diag, DIAG_ERROR, "cannot %s: %s", what, strerror(-err));
}

void output_fini(struct output *o)
{
	outfile_free(o->out);
	if (o->fd > STDERR_FILENO)
		close(o->fd);
	free(o->document_path);
	plugins_free(o->plugins);
	stop_close(&o->stop);
}
