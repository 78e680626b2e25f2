/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls and losses as JSON; see json.h. Every key that is written here is in
 * man/systrail-json.5 and in the checker of tests/live, and a test compares the two.
 *
 * A line is valid whatever the traced program chose, and nothing of it is cut: one that is
 * longer than what outfile_reserve() gives goes out in pieces. Pieces end only where
 * make_room() and put_string() say, so everything between must be short.
 */
#include "sink/json.h"

#include <stdlib.h>
#include <string.h>

#include "format/mark.h"
#include "task/cgroups.h"
#include "pair/call_state.h"
#include "syscall/errnos.h"
#include "task/fd_file.h"

enum {
	ROOM_BYTES = 512, /* a key with a number or a name, and some punctuation */
	VALUE_BYTES = 16384,
};

/* A value as text lines have it, before it becomes a JSON string. */
struct value {
	struct text t;
	char data[VALUE_BYTES];
};

#define CUT_MARK "..."

struct json {
	struct sink base;
	struct json_config cfg;
	uint64_t object_cnt; /* calls and marks */
	bool begun; /* the first object is written */
};

struct line {
	struct outfile *out;
	struct text t;
};

static struct json *self(struct sink *s)
{
	return (struct json *)s;
}

static void line_begin(struct line *l, struct outfile *out)
{
	l->out = out;
	outfile_reserve(out, &l->t);
}

/* What there is of the line leaves; the rest of it follows behind. */
static void line_next_piece(struct line *l)
{
	outfile_commit(l->out, &l->t);
	outfile_reserve(l->out, &l->t);
}

static void line_end(struct line *l)
{
	text_lit(&l->t, "}\n");
	outfile_commit(l->out, &l->t);
}

static void make_room(struct line *l)
{
	if (l->t.cap - l->t.len < ROOM_BYTES)
		line_next_piece(l);
}

static void put_string(struct line *l, const char *p, size_t n)
{
	size_t done;

	text_char(&l->t, '"');
	done = text_json(&l->t, p, n);
	while (done < n) {
		line_next_piece(l);
		done += text_json(&l->t, p + done, n - done);
	}
	make_room(l);
	text_char(&l->t, '"');
}

/* `"name":`, the first one of an object behind its brace, the others behind a comma. */
static void put_key(struct line *l, bool *first, const char *name, size_t len)
{
	make_room(l);
	text_char(&l->t, *first ? '{' : ',');
	text_char(&l->t, '"');
	text_mem(&l->t, name, len);
	text_lit(&l->t, "\":");
	*first = false;
}

/* Not so where all that was seen is the exit: there are no arguments then. */
static bool call_entered(const struct call *c)
{
	return c->state != CALL_NO_ENTER && c->state != CALL_IN_CHILD;
}

static void put_times(struct text *t, const struct call *c)
{
	text_lit(t, ",\"ts_ns\":");
	text_u64(t, c->enter_ns);
	if (call_began_unseen(c))
		text_lit(t, ",\"began_unseen\":true");
	if (c->state == CALL_COMPLETE || c->state == CALL_UNFINISHED) {
		text_lit(t, ",\"dur_ns\":");
		text_u64(t, c->dur_ns);
	} else if (c->at_most_ns) {
		text_lit(t, ",\"at_most_ns\":");
		text_u64(t, c->at_most_ns);
	}
}

static void put_text(struct line *l, const char *key, const char *p)
{
	make_room(l);
	text_lit(&l->t, ",\"");
	text_str(&l->t, key);
	text_lit(&l->t, "\":");
	put_string(l, p, strlen(p));
}

/* Only what is known. */
static void put_group(struct line *l, const struct json_config *cfg, const struct cgroup *cg)
{
	if (!cg)
		return;
	if (cfg->show_cgroup && cg->path)
		put_text(l, "cgroup", cg->path);
	if (!cfg->show_container || !cg->container)
		return;
	put_text(l, "container_id", cg->container->id);
	if (*cg->container->name)
		put_text(l, "container", cg->container->name);
	if (*cg->container->pod)
		put_text(l, "pod", cg->container->pod);
}

static void put_thread(struct line *l, const struct json_config *cfg, const struct task *t, int cpu)
{
	text_lit(&l->t, ",\"pid\":");
	text_i64(&l->t, t->pid);
	text_lit(&l->t, ",\"tid\":");
	text_i64(&l->t, t->tid);
	text_lit(&l->t, ",\"comm\":");
	put_string(l, t->comm, strnlen(t->comm, sizeof(t->comm)));
	if (cpu >= 0) {
		text_lit(&l->t, ",\"cpu\":");
		text_i64(&l->t, cpu);
	}
	if (cfg->show_cgroup || cfg->show_container)
		put_group(l, cfg, t->cgroup);
}

static void put_syscall(struct text *t, const struct call *c)
{
	text_lit(t, ",\"syscall\":\"");
	format_name(t, c);
	text_lit(t, "\",\"nr\":");
	text_i64(t, c->nr);
	text_lit(t, ",\"abi\":\"");
	text_str(t, abi_name(c->abi));
	text_char(t, '"');
}

/* What came along for a path or another string; NULL: nothing was even asked for. */
static const struct call_bytes *string_of(const struct call *c, const struct syscall_args *args,
					  unsigned int idx)
{
	const struct syscall_arg *arg = args->arg[idx];

	if (!c->bytes || !arg || (arg->kind != ARG_PATH && arg->kind != ARG_STR))
		return NULL;
	return c->bytes[idx].state == BYTES_NONE ? NULL : &c->bytes[idx];
}

static void value_init(struct value *v)
{
	text_init(&v->t, v->data, sizeof(v->data) - sizeof(CUT_MARK));
}

static void put_formatted(struct line *l, struct value *v)
{
	if (v->t.cut) {
		v->t.cap = sizeof(v->data);
		text_lit(&v->t, CUT_MARK);
	}
	put_string(l, v->data, v->t.len);
}

static void put_arg(struct line *l, const struct format *f, const struct call *c,
		    const struct syscall_args *args, unsigned int idx)
{
	const struct call_bytes *string = string_of(c, args, idx);
	struct value v;

	if (string && string->state != BYTES_UNREADABLE) {
		put_string(l, string->data, string->len);
	} else if (!format_number(&l->t, c, args->arg[idx], c->args[idx])) {
		value_init(&v);
		format_arg(f, &v.t, c, args, idx);
		put_formatted(l, &v);
	}
}

static void put_args(struct line *l, const struct format *f, const struct call *c,
		     const struct syscall_args *args)
{
	bool first = true;

	text_lit(&l->t, ",\"args\":");
	for (unsigned int i = 0; i < args->cnt; i++) {
		if (!args->arg[i])
			continue;
		put_key(l, &first, args->arg[i]->name, args->arg[i]->name_len);
		put_arg(l, f, c, args, i);
	}
	make_room(l);
	text_str(&l->t, first ? "{}" : "}");
}

/* For strings that the source of the call has read: whether there is more, or there was none. */
static void put_strings(struct line *l, const struct call *c, const struct syscall_args *args)
{
	static const char *const names[] = {
		[BYTES_WHOLE] = "\"whole\"",
		[BYTES_CUT] = "\"cut\"",
		[BYTES_UNREADABLE] = "\"unreadable\"",
	};
	bool first = true;

	for (unsigned int i = 0; c->bytes && i < args->cnt; i++) {
		const struct call_bytes *string = string_of(c, args, i);

		if (!string)
			continue;
		if (first)
			text_lit(&l->t, ",\"strings\":");
		put_key(l, &first, args->arg[i]->name, args->arg[i]->name_len);
		text_str(&l->t, names[string->state]);
	}
	if (!first)
		text_char(&l->t, '}');
}

static void put_file(struct line *l, bool *first, const char *name, const struct fd_file *file)
{
	size_t len;
	const char *raw = fd_file_raw(file, &len);

	if (!raw)
		return;
	if (*first)
		text_lit(&l->t, ",\"fds\":");
	put_key(l, first, name, strlen(name));
	put_string(l, raw, len);
}

/* The files behind file descriptors, as far as they are known. */
static void put_files(struct line *l, const struct call *c, const struct syscall_args *args)
{
	bool first = true;

	for (unsigned int i = 0; i < args->cnt; i++)
		if (args->arg[i])
			put_file(l, &first, args->arg[i]->name, c->files[i]);
	if (call_returned(c))
		put_file(l, &first, "ret", c->ret_file);
	make_room(l);
	if (!first)
		text_char(&l->t, '}');
}

static void put_raw(struct text *t, const struct call *c)
{
	text_lit(t, ",\"raw\":");
	for (unsigned int i = 0; i < SYSCALL_ARGS_MAX; i++) {
		text_str(t, i ? "\",\"" : "[\"");
		if (c->args[i])
			text_hex(t, c->args[i]);
		else
			text_lit(t, "0x0");
	}
	text_lit(t, "\"]");
}

static void put_errno(struct text *t, int err)
{
	const char *name = errno_name(err);

	text_lit(t, ",\"errno\":\"");
	if (name) {
		text_str(t, name);
	} else {
		text_lit(t, "errno ");
		text_i64(t, err);
	}
	text_char(t, '"');
}

/* Results that are words in a text line. */
static bool has_words(const struct syscall_ret *ret)
{
	switch (ret->kind) {
	case RET_MODE:
	case RET_ENUM:
	case RET_FLAGS:
	case RET_SIGNAL:
		return true;
	default:
		return false;
	}
}

static void put_ret(struct line *l, const struct format *f, const struct call *c,
		    const struct syscall_ret *ret)
{
	struct value v;

	text_lit(&l->t, ",\"ret\":");
	if (ret->kind == RET_PTR && !call_failed(c))
		text_u64(&l->t, abi_is_32bit(c->abi) ? (uint32_t)c->ret : (uint64_t)c->ret);
	else
		text_i64(&l->t, c->ret);
	if (call_failed(c)) {
		put_errno(&l->t, (int)-c->ret);
	} else if (has_words(ret)) {
		text_lit(&l->t, ",\"ret_text\":");
		value_init(&v);
		format_ret(f, &v.t, c);
		put_formatted(l, &v);
	}
}

/* Which arguments mean something; of a call whose enter was not seen we have none. */
static void args_of(const struct call *c, struct syscall_args *args)
{
	*args = (struct syscall_args){ .ret = c->desc->ret };
	if (call_entered(c))
		syscall_args_of(c->desc, c->args, args);
}

static void put_call(struct line *l, const struct json_config *cfg, const struct call *c)
{
	const struct format *f = cfg->format;
	struct syscall_args args;

	args_of(c, &args);
	text_lit(&l->t, "{\"type\":\"call\"");
	put_times(&l->t, c);
	put_thread(l, cfg, c->task, c->cpu);
	make_room(l);
	put_syscall(&l->t, c);
	if (call_entered(c))
		put_args(l, f, c, &args);
	put_strings(l, c, &args);
	put_files(l, c, &args);
	if (call_entered(c))
		put_raw(&l->t, c);
	make_room(l);
	if (call_returned(c) && !(c->desc->traits & SYSCALL_SIGRETURN))
		put_ret(l, f, c, &args.ret);
	make_room(l);
	text_lit(&l->t, ",\"state\":\"");
	text_str(&l->t, call_state_name(c->state));
	text_char(&l->t, '"');
}

struct field_list {
	struct line *l;
	bool first;
};

/* The number at @p, of the machine's own byte order. */
static uint64_t number_at(const unsigned char *p, unsigned int bytes, bool is_signed)
{
	uint64_t v = 0;
	unsigned int unused = 64 - 8 * bytes;

	for (unsigned int i = bytes; i-- > 0;)
		v = v << 8 | p[i];
	return is_signed ? (uint64_t)((int64_t)(v << unused) >> unused) : v;
}

static void put_array(struct line *l, const struct format_field *f)
{
	text_char(&l->t, '[');
	for (size_t at = 0; f->bytes_cnt - at >= f->element_bytes; at += f->element_bytes) {
		uint64_t v = number_at((const unsigned char *)f->bytes + at, f->element_bytes,
				       f->element_signed);

		make_room(l);
		if (at)
			text_char(&l->t, ',');
		if (f->element_signed)
			text_i64(&l->t, (int64_t)v);
		else
			text_u64(&l->t, v);
	}
	text_char(&l->t, ']');
}

static void put_field(void *arg, const struct format_field *field)
{
	struct field_list *list = arg;

	put_key(list->l, &list->first, field->name, strlen(field->name));
	switch (field->kind) {
	case FORMAT_FIELD_SIGNED:
		text_i64(&list->l->t, (int64_t)field->number);
		break;
	case FORMAT_FIELD_UNSIGNED:
		text_u64(&list->l->t, field->number);
		break;
	case FORMAT_FIELD_TEXT:
		put_string(list->l, field->bytes, field->bytes_cnt);
		break;
	case FORMAT_FIELD_ARRAY:
		put_array(list->l, field);
		break;
	}
}

static void put_tracepoint(struct line *l, const struct format_tracepoints *tp,
			   const struct mark *m)
{
	struct field_list list = { .l = l, .first = true };

	put_text(l, "event", m->u.tracepoint.name);
	text_lit(&l->t, ",\"fields\":");
	if (tp)
		tp->fields(tp->arg, m, put_field, &list);
	make_room(l);
	text_str(&l->t, list.first ? "{}" : "}");
}

/* An address as the text has it, and where it lies if that is known. */
static void put_place(struct line *l, const char *key, const struct mark_place *place)
{
	make_room(l);
	text_lit(&l->t, ",\"");
	text_str(&l->t, key);
	text_lit(&l->t, "\":{\"addr\":\"");
	text_hex(&l->t, place->addr);
	text_char(&l->t, '"');
	if (place->file) {
		put_text(l, "file", place->file);
		text_lit(&l->t, ",\"offset\":");
		text_u64(&l->t, place->offset);
	}
	text_char(&l->t, '}');
}

static void put_signal(struct line *l, const struct mark *m)
{
	struct value v;

	value_init(&v);
	format_signal_name(&v.t, m->u.signal.signo);
	text_lit(&l->t, ",\"signal\":");
	put_formatted(l, &v);
	value_init(&v);
	format_signal_code(&v.t, m->u.signal.signo, m->u.signal.code);
	text_lit(&l->t, ",\"code\":");
	put_formatted(l, &v);
	if (m->u.signal.err) {
		text_lit(&l->t, ",\"si_errno\":");
		text_i64(&l->t, m->u.signal.err);
	}
}

static void put_killed(struct line *l, const struct mark *m)
{
	struct value v;

	value_init(&v);
	format_signal_name(&v.t, m->u.killed.signo);
	text_lit(&l->t, ",\"signal\":");
	put_formatted(l, &v);
}

static void put_mark_body(struct line *l, const struct json_config *cfg, const struct mark *m)
{
	switch (m->kind) {
	case MARK_TRACEPOINT:
		put_tracepoint(l, cfg->format->tracepoints, m);
		break;
	case MARK_FAULT:
		text_lit(&l->t, ",\"major\":");
		text_str(&l->t, m->u.fault.major ? "true" : "false");
		put_place(l, "from", &m->u.fault.from);
		put_place(l, "to", &m->u.fault.to);
		break;
	case MARK_SIGNAL:
		put_signal(l, m);
		break;
	case MARK_EXITED:
		text_lit(&l->t, ",\"status\":");
		text_i64(&l->t, m->u.exited.status);
		break;
	case MARK_KILLED:
		put_killed(l, m);
		break;
	case MARK_GONE:
		break;
	}
}

static void put_mark(struct line *l, const struct json_config *cfg, const struct mark *m)
{
	static const char *const types[] = {
		[MARK_TRACEPOINT] = "tracepoint", [MARK_FAULT] = "page_fault",
		[MARK_SIGNAL] = "signal",	  [MARK_EXITED] = "thread_exit",
		[MARK_KILLED] = "thread_exit",	  [MARK_GONE] = "thread_exit",
	};

	text_lit(&l->t, "{\"type\":\"");
	text_str(&l->t, types[m->kind]);
	text_lit(&l->t, "\",\"ts_ns\":");
	text_u64(&l->t, m->time_ns);
	put_thread(l, cfg, m->task, m->cpu);
	make_room(l);
	put_mark_body(l, cfg, m);
	make_room(l);
}

/* The first object: what the others cannot be understood without. */
static void put_trace(struct json *j)
{
	struct line l;

	if (j->begun)
		return;
	j->begun = true;
	line_begin(&l, j->cfg.out);
	text_lit(&l.t, "{\"type\":\"trace\",\"schema\":1");
	if (j->cfg.version) {
		text_lit(&l.t, ",\"version\":");
		put_string(&l, j->cfg.version, strlen(j->cfg.version));
	}
	text_lit(&l.t, ",\"clock\":\"");
	text_str(&l.t, j->cfg.clock ? j->cfg.clock : "monotonic");
	text_char(&l.t, '"');
	if (j->cfg.wall_offset_ns) {
		text_lit(&l.t, ",\"wall_offset_ns\":");
		text_i64(&l.t, j->cfg.wall_offset_ns);
	}
	line_end(&l);
}

/* Not before the trace runs: one that cannot begin leaves nothing. */
static void json_start(struct sink *s, uint64_t time_ns)
{
	(void)time_ns;
	put_trace(self(s));
}

/* One more object; whether that is all that was asked for. */
static bool counted(struct json *j)
{
	j->object_cnt++;
	return j->cfg.max_events && j->object_cnt >= j->cfg.max_events;
}

static bool json_call(struct sink *s, const struct call *c)
{
	struct json *j = self(s);
	struct line l;

	line_begin(&l, j->cfg.out);
	put_call(&l, &j->cfg, c);
	line_end(&l);
	return counted(j);
}

static bool json_mark(struct sink *s, const struct mark *m)
{
	struct json *j = self(s);
	struct line l;

	put_trace(j);
	line_begin(&l, j->cfg.out);
	put_mark(&l, &j->cfg, m);
	line_end(&l);
	return counted(j);
}

static void json_lost(struct sink *s, uint64_t time_ns, int cpu, uint64_t cnt)
{
	struct json *j = self(s);
	struct line l;

	put_trace(j);
	line_begin(&l, j->cfg.out);
	text_lit(&l.t, "{\"type\":\"lost\",\"ts_ns\":");
	text_u64(&l.t, time_ns);
	text_lit(&l.t, ",\"cpu\":");
	text_i64(&l.t, cpu);
	text_lit(&l.t, ",\"cnt\":");
	text_u64(&l.t, cnt);
	line_end(&l);
}

static int json_flush(struct sink *s)
{
	return outfile_flush(self(s)->cfg.out);
}

static int json_finish(struct sink *s, const struct sink_end *end)
{
	(void)end;
	put_trace(self(s));
	return json_flush(s);
}

static void json_close(struct sink *s)
{
	free(s);
}

static const struct sink_ops json_ops = {
	.start = json_start,
	.call = json_call,
	.mark = json_mark,
	.lost = json_lost,
	.flush = json_flush,
	.finish = json_finish,
	.close = json_close,
};

struct sink *json_new(const struct json_config *cfg)
{
	struct json *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->base.ops = &json_ops;
	j->cfg = *cfg;
	return &j->base;
}
