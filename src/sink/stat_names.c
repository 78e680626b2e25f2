/* SPDX-License-Identifier: GPL-2.0-only */
/* Names and what they stand for; see stat_names.h. */
#include "sink/stat_names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter/call_fields.h"
#include "filter/task_fields.h"
#include "task/creds.h"
#include "util/nearest.h"
#include "util/text.h"

void stat_names_init(struct stat_names *n, const struct stat_source *source, const struct diag *d)
{
	*n = (struct stat_names){ .source = *source, .diag = d };
}

void stat_names_fini(struct stat_names *n)
{
	for (size_t i = 0; i < n->ref_cnt; i++)
		free(n->refs[i].of_event);
	n->ref_cnt = 0;
}

static bool is_name(const char *a, const char *name, size_t len)
{
	return strlen(a) == len && !memcmp(a, name, len);
}

/* Whether @name begins with @prefix, which is then taken away. */
static bool skip_prefix(const char **name, size_t *len, const char *prefix)
{
	size_t n = strlen(prefix);

	if (*len <= n || memcmp(*name, prefix, n) != 0)
		return false;
	*name += n;
	*len -= n;
	return true;
}

/* --- What a name stands for --------------------------------------------------------------------- */

/* bytes, bytes.read, bytes_alloc, nr_bytes, len: the kernel's names are all there is to go by. */
static bool is_of_bytes(const char *name, size_t len)
{
	static const char word[] = "bytes";
	size_t n = sizeof(word) - 1;

	if (len < n)
		return is_name("len", name, len);
	return !memcmp(name, word, n) || !memcmp(name + len - n, word, n);
}

static enum stats_unit unit_of_name(const char *name, size_t len)
{
	if (is_of_bytes(name, len))
		return STATS_BYTES;
	return is_name("errno", name, len) ? STATS_ERRNO : STATS_PLAIN;
}

static enum stats_unit unit_of_field(const struct record_field *f)
{
	if (f->is_dev)
		return STATS_DEV;
	return f->is_address ? STATS_HEX : unit_of_name(f->name, strlen(f->name));
}

static int of_call(struct stat_ref *ref, const char *name, size_t len)
{
	int id = call_field_find(name, len, &ref->type);

	if (id < 0)
		return id;
	ref->from = STAT_OF_CALL;
	ref->id = id;
	ref->unit = ref->type == EXPR_TIME ? STATS_NS : unit_of_name(name, len);
	return 0;
}

static int of_task(struct stat_ref *ref, const char *name, size_t len)
{
	int id = task_field_find(name, len);

	ref->type = EXPR_NUMBER;
	if (is_name("cpu", name, len)) {
		ref->from = STAT_CPU;
		return 0;
	}
	if (id < 0)
		return id;
	ref->from = STAT_OF_TASK;
	ref->id = id;
	ref->type = task_field_type((enum task_field)id);
	return 0;
}

/* The field in the events from @first to before @end; all of them have to have it, or none. */
static int of_record(struct stat_names *n, struct stat_ref *ref, size_t first, size_t end,
		     const char *name, size_t len)
{
	const struct record_fields *events = n->source.events, *without = NULL;
	const struct record_field *any = NULL;

	for (size_t i = first; i < end; i++) {
		const struct record_field *f = record_fields_find(&events[i], name, len);

		if (!f) {
			without = &events[i];
			continue;
		}
		if (any && record_field_type(any) != record_field_type(f))
			return diag_fail(n->diag, -EINVAL,
					 "'%.*s' is a number in one of these events and a text in another: "
					 "count them one by one",
					 (int)len, name);
		any = f;
	}
	if (!any)
		return -ENOENT;
	if (without)
		return stat_names_complain(n, without, without->event, name, len);
	ref->of_event = calloc(n->source.event_cnt, sizeof(*ref->of_event));
	if (!ref->of_event)
		return -ENOMEM;
	for (size_t i = first; i < end; i++)
		ref->of_event[i] = record_fields_find(&events[i], name, len);
	ref->from = STAT_OF_RECORD;
	ref->type = record_field_type(any);
	ref->unit = unit_of_field(any);
	return 0;
}

static int of_side(struct stat_names *n, struct stat_ref *ref, int side, const char *name,
		   size_t len)
{
	int err = of_record(n, ref, (size_t)side, (size_t)side + 1, name, len);

	if (err == -ENOENT)
		err = of_task(ref, name, len);
	ref->of_begin = side == STAT_BEGIN;
	return err;
}

static int of_pair(struct stat_names *n, struct stat_ref *ref, const char *name, size_t len)
{
	int err;

	if (is_name("latency", name, len)) {
		ref->from = STAT_LATENCY;
		ref->type = EXPR_TIME;
		ref->unit = STATS_NS;
		return 0;
	}
	if (skip_prefix(&name, &len, "begin."))
		return of_side(n, ref, STAT_BEGIN, name, len);
	if (skip_prefix(&name, &len, "end."))
		return of_side(n, ref, STAT_END, name, len);
	ref->of_begin = true;
	if (skip_prefix(&name, &len, "task."))
		return of_task(ref, name, len);
	err = of_record(n, ref, STAT_END, STAT_END + 1, name, len);
	if (err != -ENOENT)
		ref->of_begin = false;
	else
		err = of_side(n, ref, STAT_BEGIN, name, len);
	return err;
}

static int of_events(struct stat_names *n, struct stat_ref *ref, const char *name, size_t len)
{
	int err;

	if (skip_prefix(&name, &len, "task."))
		return of_task(ref, name, len);
	err = of_record(n, ref, 0, n->source.event_cnt, name, len);
	if (err == -ENOENT)
		err = of_task(ref, name, len);
	if (err == -ENOENT && is_name("event", name, len)) {
		ref->from = STAT_EVENT;
		ref->type = EXPR_TEXT;
		err = 0;
	}
	return err;
}

/* Keeps @ref, which @err says is complete, under that name. */
static int add(struct stat_names *n, struct stat_ref *ref, int err, const char *name, size_t len)
{
	if (err) {
		free(ref->of_event);
		return err;
	}
	snprintf(ref->name, sizeof(ref->name), "%.*s", (int)len, name);
	if (ref->of_begin)
		ref->kept_idx = n->kept_cnt++;
	n->refs[n->ref_cnt] = *ref;
	return (int)n->ref_cnt++;
}

static int too_many(const struct stat_names *n)
{
	return diag_fail(n->diag, -EINVAL, "more than %d fields are too many for one table",
			 STAT_REFS_MAX);
}

int stat_names_find(struct stat_names *n, const char *name, size_t len)
{
	struct stat_ref ref = { 0 };
	int err;

	for (size_t i = 0; i < n->ref_cnt; i++)
		if (is_name(n->refs[i].name, name, len))
			return (int)i;
	if (len >= sizeof(ref.name))
		return -ENOENT;
	if (n->ref_cnt == STAT_REFS_MAX)
		return too_many(n);
	if (!n->source.events)
		err = of_call(&ref, name, len);
	else if (n->source.pair)
		err = of_pair(n, &ref, name, len);
	else
		err = of_events(n, &ref, name, len);
	return add(n, &ref, err, name, len);
}

int stat_names_find_side(struct stat_names *n, int side, const char *name, size_t len)
{
	struct stat_ref ref = { 0 };
	int err;

	if (len >= sizeof(ref.name))
		return -ENOENT;
	if (n->ref_cnt == STAT_REFS_MAX)
		return too_many(n);
	/* Whose thread it is has to be said: that of the one side is mostly not that of the other. */
	if (skip_prefix(&name, &len, "task.") || is_name("cpu", name, len))
		err = of_task(&ref, name, len);
	else
		err = of_record(n, &ref, (size_t)side, (size_t)side + 1, name, len);
	return add(n, &ref, err, "", 0);
}

/* --- What there is ------------------------------------------------------------------------------ */

/*
 * The names one after the other: of the records, of the threads, and of what is made here. What
 * not all events have is none of them, so it is enough to look at the first.
 */
static const char *any_name_at(const struct stat_names *n, size_t idx)
{
	const struct stat_source *s = &n->source;
	const char *const made[] = { "cpu", s->pair ? "latency" : "event" };

	for (size_t i = s->pair ? 2 : 1; i-- > 0;) {
		if (idx < s->events[i].cnt)
			return s->events[i].v[idx].name;
		idx -= s->events[i].cnt;
	}
	if (idx < TASK_FIELD_CNT)
		return task_field_name((enum task_field)idx);
	idx -= TASK_FIELD_CNT;
	return idx < sizeof(made) / sizeof(*made) ? made[idx] : NULL;
}

/* Whether the records of none of the events have it, or all, and of one type. */
static bool is_common(const struct stat_source *s, const char *name)
{
	const struct record_field *first = record_fields_find(&s->events[0], name, strlen(name));

	for (size_t i = 1; i < s->event_cnt; i++) {
		const struct record_field *f =
			record_fields_find(&s->events[i], name, strlen(name));

		if (!f != !first || (f && record_field_type(f) != record_field_type(first)))
			return false;
	}
	return true;
}

/* Whether the name stands for something, and for something else than one before it. */
static bool is_offered(const struct stat_names *n, size_t idx, const char *name)
{
	for (size_t i = 0; i < idx; i++)
		if (!strcmp(any_name_at(n, i), name))
			return false;
	return n->source.pair || is_common(&n->source, name);
}

static const char *name_of_event(const struct stat_names *n, size_t idx)
{
	const char *name;

	for (size_t i = 0; (name = any_name_at(n, i)); i++)
		if (is_offered(n, i, name) && !idx--)
			return name;
	return NULL;
}

static const char *name_at(struct stat_names *n, const struct record_fields *only, size_t idx)
{
	if (only)
		return idx < only->cnt ? only->v[idx].name : NULL;
	return n->source.events ? name_of_event(n, idx) : call_field_name_at(&n->call_names, idx);
}

static void list_name(struct text *list, const char *name)
{
	static const char more[] = ", ...";

	/* All have these, and few want them. */
	if (!strncmp(name, "common_", 7) || !strncmp(name, "args.", 5) || list->cut)
		return;
	if (list->len + strlen(name) + 2 * sizeof(more) > list->cap) {
		text_str(list, more);
		list->cut = true;
		return;
	}
	if (list->len)
		text_str(list, ", ");
	text_str(list, name);
}

int stat_names_complain(struct stat_names *n, const struct record_fields *only, const char *who,
			const char *name, size_t len)
{
	bool of_task = only && task_field_find(name, len) >= 0;
	int shown = len > 64 ? 64 : (int)len;
	char buf[600];
	struct nearest near;
	struct text list;
	const char *have;

	nearest_init(&near, name, len);
	text_init(&list, buf, sizeof(buf));
	for (size_t i = 0; (have = name_at(n, only, i)); i++) {
		nearest_offer(&near, have);
		list_name(&list, have);
	}
	if (of_task)
		return diag_fail(n->diag, -EINVAL,
				 "%s has no field '%.*s': that of the thread is task.%.*s (there "
				 "are: %.*s)",
				 who, shown, name, shown, name, (int)list.len, buf);
	return diag_fail(n->diag, -EINVAL, "%s has no field '%.*s'%s (there are: %.*s)", who, shown,
			 name, nearest_hint(&near), (int)list.len, buf);
}

/* --- Expressions -------------------------------------------------------------------------------- */

static int expr_find(void *arg, const char *name, size_t len, enum expr_type *type)
{
	struct stat_names *n = arg;
	int ref = stat_names_find(n, name, len);

	if (ref >= 0)
		*type = n->refs[ref].type;
	return ref;
}

static const char *expr_name_at(void *arg, size_t idx)
{
	return name_at(arg, NULL, idx);
}

static int expr_word(void *arg, int id, const char *word, size_t len, int64_t *number)
{
	const struct stat_names *n = arg;
	const struct stat_ref *ref = &n->refs[id];
	char user[64];

	if (ref->from == STAT_OF_CALL)
		return call_field_word(NULL, ref->id, word, len, number);
	if (ref->from != STAT_OF_TASK || ref->id != TASK_FIELD_UID || len >= sizeof(user))
		return -ENOENT;
	snprintf(user, sizeof(user), "%.*s", (int)len, word);
	return creds_parse_user(user, NULL, number) ? -ENOENT : 0;
}

static bool expr_can_be(void *arg, int id, const char *text, size_t len, struct nearest *near)
{
	const struct stat_names *n = arg;
	const struct stat_ref *ref = &n->refs[id];
	bool can = ref->from != STAT_EVENT;

	if (ref->from == STAT_OF_CALL)
		return call_field_can_be(NULL, ref->id, text, len, near);
	for (size_t i = 0; !can && i < n->source.event_cnt; i++) {
		can = is_name(n->source.events[i].event, text, len);
		nearest_offer(near, n->source.events[i].event);
	}
	return can;
}

struct expr_fields stat_names_expr_fields(struct stat_names *n)
{
	return (struct expr_fields){
		.find = expr_find,
		.name_at = expr_name_at,
		.word = expr_word,
		.can_be = expr_can_be,
		.arg = n,
	};
}

/* --- What they need ----------------------------------------------------------------------------- */

bool stat_names_need_uids(const struct stat_names *n)
{
	bool need = false;

	for (size_t i = 0; i < n->ref_cnt; i++) {
		const struct stat_ref *r = &n->refs[i];

		need |= r->from == STAT_OF_TASK && task_field_needs_uids((enum task_field)r->id);
		need |= r->from == STAT_OF_CALL && call_field_needs_uids(r->id);
	}
	return need;
}

bool stat_names_need_cgroups(const struct stat_names *n)
{
	bool need = false;

	for (size_t i = 0; i < n->ref_cnt; i++) {
		const struct stat_ref *r = &n->refs[i];

		need |= r->from == STAT_OF_TASK && task_field_needs_cgroups((enum task_field)r->id);
		need |= r->from == STAT_OF_CALL && call_field_needs_cgroups(r->id);
	}
	return need;
}

bool stat_names_need_fds(const struct stat_names *n)
{
	bool need = false;

	for (size_t i = 0; i < n->ref_cnt; i++)
		need |= n->refs[i].from == STAT_OF_CALL && call_field_needs_fds(n->refs[i].id);
	return need;
}

/* --- Values ------------------------------------------------------------------------------------- */

static bool get_from_record(struct stat_view *w, size_t idx, struct expr_value *v)
{
	const struct record_field *f = w->names->refs[idx].of_event[w->event_idx];

	return f && record_field_get(f, w->mark->u.tracepoint.raw, w->mark->u.tracepoint.raw_len,
				     w->bufs[idx], v);
}

static bool get(struct stat_view *w, size_t idx, struct expr_value *v)
{
	const struct stat_ref *ref = &w->names->refs[idx];

	v->is_unsigned = false;
	switch (ref->from) {
	case STAT_OF_CALL:
		return call_field_get(w->call, ref->id, w->bufs[idx], v);
	case STAT_OF_RECORD:
		return get_from_record(w, idx, v);
	case STAT_OF_TASK:
		return task_field_get(w->mark->task, (enum task_field)ref->id, v);
	case STAT_CPU:
		v->number = w->mark->cpu;
		return v->number >= 0;
	case STAT_EVENT:
		v->text = w->names->source.events[w->event_idx].event;
		v->text_len = strlen(v->text);
		return true;
	case STAT_LATENCY:
		v->number = (int64_t)w->latency_ns;
		return true;
	}
	return false;
}

struct stats_value stat_value(struct stat_view *w, size_t idx)
{
	const struct stat_ref *ref = &w->names->refs[idx];
	struct expr_value v;

	if (ref->of_begin && w->kept)
		return w->kept[ref->kept_idx];
	if (!get(w, idx, &v))
		return (struct stats_value){ .kind = STATS_NONE };
	if (ref->type == EXPR_TEXT)
		return stats_text(v.text, v.text_len);
	return v.is_unsigned ? stats_unsigned((uint64_t)v.number) : stats_signed(v.number);
}
