/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail list: what this binary and this kernel know, on standard output. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/recipes.h"
#include "config.h"
#include "decode/formats.h"
#include "format/plugins.h"
#include "syscall/classes.h"
#include "syscall/syscall.h"
#include "util/caps.h"
#include "util/sysfile.h"
#include "util/text.h"

static const char doc[] =
	"List what systrail and this kernel know: system calls with their arguments, the classes "
	"that they are in, tracepoints, recipes of 'systrail stat', plugins, or features."
	"\v"
	"Exits with 0; 1 means that systrail failed, 2 wrong usage.";

enum {
	LINE_BYTES = 1024,
	EVENT_LINE_BYTES = 16384, /* some tracepoints have fifty fields */
	CALL_COLUMN = 5, /* where calls begin, behind their numbers */
	CLASS_COLUMN_MAX = 90, /* where classes begin at most: few calls are longer */
};

struct list {
	struct options opt;
	struct diag diag;
};

static void emit(void *arg, enum diag_level level, const char *msg)
{
	const struct list *l = arg;

	if (level != DIAG_INFO || l->opt.verbose)
		fprintf(stderr, "systrail: %s\n", msg);
}

__attribute__((format(printf, 1, 2))) static int bad_usage(const char *fmt, ...)
{
	va_list ap;

	fputs("systrail list: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

static void put_line(struct text *t)
{
	fwrite(t->data, 1, t->len, stdout);
	putchar('\n');
}

/* Two spaces at least, and up to @column. */
static void pad(struct text *t, size_t column)
{
	text_fill(t, ' ', t->len + 2 > column ? 2 : column - t->len);
}

/* --- System calls -------------------------------------------------------------------------- */

static void put_arg(struct text *t, const struct syscall_arg *arg, bool first)
{
	if (!first)
		text_lit(t, ", ");
	text_str(t, arg->name);
	text_lit(t, ": ");
	text_str(t, syscall_kind_name(arg));
}

static void put_ret(struct text *t, const struct syscall_desc *d, const struct syscall_ret *ret)
{
	text_char(t, ')');
	if (d->traits & SYSCALL_NO_RETURN)
		return;
	text_lit(t, " = ");
	text_str(t, ret->kind == RET_NONE ? "0" : syscall_ret_name(ret));
}

/* `openat(dfd: dirfd, filename: path, flags: open_flags, mode: mode) = fd` */
static void put_call(struct text *t, const struct syscall_desc *d)
{
	text_str(t, d->name);
	text_char(t, '(');
	for (unsigned int i = 0; i < d->arg_cnt; i++)
		put_arg(t, &d->args[i], i == 0);
	put_ret(t, d, &d->ret);
}

/* `fcntl(..., cmd: SETFL, flags: open_flags)`, and the result if it is another. */
static void put_variant(struct text *t, const struct syscall_desc *d,
			const struct syscall_variant *v)
{
	text_str(t, d->name);
	text_str(t, d->variants->selector ? "(..., " : "(");
	text_str(t, d->args[d->variants->selector].name);
	text_lit(t, ": ");
	text_str(t, v->name);
	for (unsigned int i = 0; i < v->arg_cnt; i++)
		if (v->args[i].kind != ARG_SKIP)
			put_arg(t, &v->args[i], false);
	put_ret(t, d, v->has_ret ? &v->ret : &d->ret);
}

static void put_classes(struct text *t, uint32_t bits)
{
	const struct syscall_class_row *row;
	bool first = true;

	for (size_t i = 0; (row = syscall_class_at(i)); i++) {
		if (!(bits & row->bits))
			continue;
		if (!first)
			text_char(t, ' ');
		first = false;
		text_str(t, row->name);
	}
}

/* The call @nr of @abi, if it is one and in one of the classes @bits; ~0: or in none. */
static const struct syscall_desc *listed(enum abi abi, int nr, uint32_t bits)
{
	const struct syscall_desc *d = syscall_get(abi, nr);

	return d->name && (bits == ~0u || d->classes & bits) ? d : NULL;
}

static size_t class_column(enum abi abi, uint32_t bits)
{
	size_t column = 0;

	for (int nr = 0; nr < SYSCALL_NR_LIMIT; nr++) {
		const struct syscall_desc *d = listed(abi, nr, bits);
		char line[LINE_BYTES];
		struct text t;

		if (!d)
			continue;
		text_init(&t, line, sizeof(line));
		put_call(&t, d);
		if (t.len + CALL_COLUMN + 2 > column && t.len + CALL_COLUMN + 2 <= CLASS_COLUMN_MAX)
			column = t.len + CALL_COLUMN + 2;
	}
	return column;
}

static void list_variants(const struct syscall_desc *d)
{
	for (unsigned int i = 0; d->variants && i < d->variants->row_cnt; i++) {
		char line[LINE_BYTES];
		struct text t;

		text_init(&t, line, sizeof(line));
		text_fill(&t, ' ', CALL_COLUMN);
		put_variant(&t, d, &d->variants->rows[i]);
		put_line(&t);
	}
}

static int no_such_class(const char *name)
{
	char line[LINE_BYTES];
	struct text t;

	text_init(&t, line, sizeof(line) - 1);
	put_classes(&t, ~0u);
	line[t.len] = '\0';
	return bad_usage("there is no class '%s'; the classes are %s", name, line);
}

static int list_syscalls(struct list *l)
{
	const struct syscall_class_row *in = NULL;
	enum abi abi = (enum abi)l->opt.abi;
	uint32_t bits = ~0u;
	size_t column;

	if (l->opt.in_class) {
		in = syscall_class_find(l->opt.in_class, strlen(l->opt.in_class));
		if (!in)
			return no_such_class(l->opt.in_class);
		bits = in->bits;
	}
	column = class_column(abi, bits);
	for (int nr = 0; nr < SYSCALL_NR_LIMIT; nr++) {
		const struct syscall_desc *d = listed(abi, nr, bits);
		char line[LINE_BYTES];
		struct text t;

		if (!d)
			continue;
		text_init(&t, line, sizeof(line));
		text_u64_width(&t, (uint64_t)nr, CALL_COLUMN - 2);
		text_lit(&t, "  ");
		put_call(&t, d);
		if (d->classes)
			pad(&t, column);
		put_classes(&t, d->classes);
		put_line(&t);
		if (l->opt.verbose)
			list_variants(d);
	}
	return 0;
}

/* --- Classes ------------------------------------------------------------------------------- */

static int list_classes(struct list *l)
{
	const struct syscall_class_row *row;

	for (size_t i = 0; (row = syscall_class_at(i)); i++) {
		int cnt = 0;

		for (int nr = 0; nr < SYSCALL_NR_LIMIT; nr++)
			cnt += listed((enum abi)l->opt.abi, nr, row->bits) != NULL;
		printf("%-10s  %3d calls that %s\n", row->name, cnt, row->help);
	}
	return 0;
}

/* --- Tracepoints --------------------------------------------------------------------------- */

struct event_list {
	struct formats *formats;
	struct text t;
	bool first; /* of the fields */
};

static int list_event(void *arg, const struct formats_event *event)
{
	(void)arg;
	puts(event->full_name);
	return 0;
}

/* `prev_comm: char[16]`; how the record says where it is does not matter here. */
static void put_event_field(void *arg, const char *type, const char *name)
{
	struct event_list *e = arg;

	if (!e->first)
		text_lit(&e->t, ", ");
	e->first = false;
	text_str(&e->t, name);
	text_lit(&e->t, ": ");
	type += strncmp(type, "__data_loc ", 11) ? 0 : 11;
	type += strncmp(type, "__rel_loc ", 10) ? 0 : 10;
	text_str(&e->t, type);
}

/* `sched:sched_switch(prev_comm: char[16], prev_pid: int)` */
static int list_event_fields(void *arg, const struct formats_event *event)
{
	struct event_list *e = arg;
	char line[EVENT_LINE_BYTES];
	bool printed;

	text_init(&e->t, line, sizeof(line));
	text_str(&e->t, event->full_name);
	text_char(&e->t, '(');
	e->first = true;
	formats_describe(e->formats, event->id, put_event_field, e, &printed);
	text_char(&e->t, ')');
	if (!printed)
		text_lit(&e->t, "  shown field by field");
	put_line(&e->t);
	return 0;
}

static int list_events(struct list *l)
{
	const char *pattern = l->opt.command[1] ? l->opt.command[1] : "*:*";
	struct event_list e = { .formats = formats_open(&l->diag) };
	int err;

	if (!e.formats)
		return STATUS_FAILED;
	if (l->opt.verbose)
		err = formats_match_events(e.formats, pattern, &l->diag, list_event_fields, &e);
	else
		err = formats_list_events(e.formats, pattern, &l->diag, list_event, NULL);
	formats_close(e.formats);
	return !err ? 0 : err == -EINVAL || err == -ENOENT ? STATUS_USAGE : STATUS_FAILED;
}

/* --- Plugins ------------------------------------------------------------------------------- */

static void put_count(struct text *t, size_t cnt, const char *what)
{
	if (!cnt)
		return;
	text_lit(t, ", ");
	text_u64(t, cnt);
	text_char(t, ' ');
	text_str(t, what);
	if (cnt > 1)
		text_char(t, 's');
}

static void list_event_plugin(void *arg, const char *path)
{
	char line[LINE_BYTES];
	struct text t;

	(void)arg;
	text_init(&t, line, sizeof(line));
	text_lit(&t, "libtraceevent  tracepoints  ");
	text_escape(&t, path, strlen(path));
	put_line(&t);
}

/* libtraceevent has plugins of its own, for the records of tracepoints. */
static void list_event_plugins(void)
{
	struct formats *f = formats_new();

	if (f)
		formats_list_plugins(f, list_event_plugin, NULL);
	formats_close(f);
}

static int list_plugins(struct list *l)
{
	struct plugin_info info;
	struct plugins *p;

	if (plugins_open(l->opt.plugins.v, l->opt.plugins.cnt, &l->diag, &p))
		return STATUS_FAILED;
	if (!p)
		fprintf(stderr,
			"systrail: there are no plugins; they are looked for in %s and in the "
			"directories of SYSTRAIL_PLUGIN_PATH\n",
			plugins_installed_dir());
	for (size_t i = 0; plugins_at(p, i, &info); i++) {
		char line[LINE_BYTES];
		struct text t;

		text_init(&t, line, sizeof(line));
		text_str(&t, info.name);
		pad(&t, 10);
		text_str(&t, info.version);
		pad(&t, 15);
		text_str(&t, info.description);
		put_count(&t, info.kind_cnt, "kind");
		put_count(&t, info.ioctl_cnt, "ioctl");
		put_count(&t, info.event_cnt, "event");
		pad(&t, 0);
		text_escape(&t, info.path, strlen(info.path));
		put_line(&t);
	}
	plugins_free(p);
	list_event_plugins();
	return 0;
}

/* --- Features ------------------------------------------------------------------------------ */

static void put_feature(const char *name, const char *value)
{
	printf("%-14s %s\n", name, value);
}

/* A sentence, kept instead of said. */
static void keep(void *arg, enum diag_level level, const char *msg)
{
	(void)level;
	snprintf(arg, DIAG_SENTENCE_BYTES, "%s", msg);
}

/* What the kernel's format files say, or why they do not. */
static void list_tracefs(void)
{
	char why[DIAG_SENTENCE_BYTES] = "no, for want of memory";
	const struct diag d = { .emit = keep, .arg = why };
	struct formats *f = formats_open(&d);
	uint32_t offsets[SYSCALL_ARGS_MAX];
	struct decode_layout layout = { 0 };
	int cnt;

	put_feature("tracefs", f ? formats_tracefs() : why);
	if (!f)
		return;
	put_feature("raw_syscalls", formats_raw_syscalls(f, &d, &layout) ? why : "yes");
	cnt = formats_user_strings(f, "openat", offsets);
	if (cnt < 0)
		put_feature("user strings", cnt == -ENOENT ?
						    "no: the kernel has no events/syscalls" :
						    strerror(-cnt));
	else
		put_feature("user strings", cnt ? "yes" : "no: Linux has them since 6.19");
	formats_close(f);
}

static int list_features(struct list *l)
{
	struct utsname kernel;
	char paranoid[16];

	(void)l;
	put_feature("systrail", SYSTRAIL_VERSION);
	put_feature("engines", "perf");
	put_feature("libraries", SYSTRAIL_LIBRARIES);
	put_feature("ABIs", "x86_64 i386 arm64");
	printf("%-14s API %d, %s\n", "plugins", plugins_api(), plugins_installed_dir());
	if (!uname(&kernel))
		printf("%-14s %s %s %s\n", "kernel", kernel.sysname, kernel.release,
		       kernel.machine);
	put_feature("CAP_PERFMON",
		    caps_have(CAP_PERFMON) || caps_have(CAP_SYS_ADMIN) ? "yes" : "no");
	if (!sysfile_line("/proc/sys/kernel/perf_event_paranoid", paranoid, sizeof(paranoid)))
		put_feature("perf_event_paranoid", paranoid);
	list_tracefs();
	return 0;
}

/* --- Recipes ------------------------------------------------------------------------------- */

/* As it would be typed. */
static int put_recipe(const struct recipe *r, const struct diag *d)
{
	const char **args = recipe_args(r->name, d);

	if (!args)
		return STATUS_FAILED;
	printf("%-16s systrail stat", "");
	for (const char **arg = args; *arg; arg++) {
		const char *quote = strpbrk(*arg, " \"(") ? "'" : "";

		printf(" %s%s%s", quote, *arg, quote);
	}
	putchar('\n');
	free(args);
	return 0;
}

static int list_recipes(struct list *l)
{
	const struct recipe *r;
	int status = 0;

	for (size_t i = 0; !status && (r = recipe_at(i)); i++) {
		printf("%-16s %s\n", r->name, r->help);
		if (l->opt.verbose)
			status = put_recipe(r, &l->diag);
	}
	return status;
}

/* --- The command --------------------------------------------------------------------------- */

static const struct {
	const char *name;
	int (*run)(struct list *l);
	bool takes_class;
	bool takes_pattern;
	bool reads_tracefs;
} topics[] = {
	{ "syscalls", list_syscalls, .takes_class = true },
	{ "classes", list_classes },
	{ "events", list_events, .takes_pattern = true, .reads_tracefs = true },
	{ "recipes", list_recipes },
	{ "plugins", list_plugins },
	{ "features", list_features, .reads_tracefs = true },
};

enum { TOPIC_CNT = sizeof(topics) / sizeof(*topics) };

static int run(struct list *l)
{
	char *const *words = l->opt.command;
	const char *extra;

	if (!words)
		return bad_usage(
			"say what to list: syscalls, classes, events, recipes, plugins or features");
	for (int i = 0; i < TOPIC_CNT; i++) {
		if (strcmp(words[0], topics[i].name) != 0)
			continue;
		extra = words[1] && topics[i].takes_pattern ? words[2] : words[1];
		if (extra)
			return bad_usage("one thing at a time: '%s' is too much", extra);
		if (l->opt.in_class && !topics[i].takes_class)
			return bad_usage("--class is for 'systrail list syscalls'");
		/* What fails without is said there. Plugins are looked for with the user's rights. */
		if (topics[i].reads_tracefs)
			caps_take();
		return topics[i].run(l);
	}
	return bad_usage("'%s' cannot be listed; syscalls, classes, events, recipes, plugins and features can",
			 words[0]);
}

int cmd_list(int argc, char **argv)
{
	struct list l = { .diag = { .emit = emit, .arg = &l } };
	int status;

	options_parse(OPTION_LIST, doc, argc, argv, &l.opt);
	status = run(&l);
	/* Who has read enough of it has not failed. */
	if ((!fflush(stdout) && !ferror(stdout)) || errno == EPIPE)
		return status;
	perror("systrail: cannot write to standard output");
	return STATUS_FAILED;
}
