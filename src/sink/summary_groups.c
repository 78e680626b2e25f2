/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups of a summary; see summary_groups.h. */
#include "sink/summary_groups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "task/cgroup.h"
#include "task/containers.h"
#include "task/creds.h"
#include "util/text.h"

/* Threads that have ended, each with a group of its own; so many more before they are folded. */
enum { ENDED_MAX = 1024, ENDED_MORE = 512 };

static struct summary_group *group_new(const struct summary_groups *g)
{
	struct summary_group *group = calloc(1, sizeof(*group));

	if (!group)
		return NULL;
	stats_table_init(&group->calls, &g->shape->calls, (struct keymap_limit *)&g->limit);
	stats_table_init(&group->errors, &g->shape->errors, (struct keymap_limit *)&g->limit);
	return group;
}

static void group_free(struct summary_group *group)
{
	if (!group)
		return;
	stats_table_fini(&group->calls);
	stats_table_fini(&group->errors);
	free(group);
}

static void free_groups(struct summary_groups *g)
{
	for (size_t i = 0; i < g->keys.cnt; i++)
		group_free(g->v[i]);
	free(g->v);
	g->v = NULL;
	g->cap = 0;
	keymap_fini(&g->keys);
	group_free(g->rest);
	g->rest = NULL;
}

static void thread_drop(struct summary_groups *g, struct summary_thread *th)
{
	TAILQ_REMOVE(&g->ended, th, link);
	g->ended_cnt--;
	free(th);
}

void summary_groups_init(struct summary_groups *g, const struct summary_shape *shape,
			 uint64_t max_keys)
{
	*g = (struct summary_groups){ .shape = shape };
	keymap_limit_init(&g->limit, max_keys);
	keymap_init(&g->keys, shape->mode_cnt, &g->limit);
	TAILQ_INIT(&g->living);
	TAILQ_INIT(&g->ended);
}

void summary_groups_fini(struct summary_groups *g)
{
	struct summary_thread *th;

	free_groups(g);
	while ((th = TAILQ_FIRST(&g->ended)))
		thread_drop(g, th);
	while ((th = TAILQ_FIRST(&g->living))) {
		TAILQ_REMOVE(&g->living, th, link);
		free(th);
	}
}

static struct summary_thread *thread_of(struct summary_groups *g, struct task *t, uint64_t time_ns)
{
	struct summary_thread *th = t->slot[TASK_SLOT_SUMMARY];

	if (th)
		return th;
	th = calloc(1, sizeof(*th));
	if (!th)
		return NULL;
	th->task = t;
	th->idx = g->thread_cnt++;
	th->begin_ns = time_ns;
	TAILQ_INSERT_TAIL(&g->living, th, link);
	t->slot[TASK_SLOT_SUMMARY] = th;
	return th;
}

static struct stats_value string(const char *text)
{
	return text ? stats_text(text, strlen(text)) : (struct stats_value){ 0 };
}

static struct stats_value container_of_task(const struct task *t)
{
	const struct cgroup *cg = t->cgroup;

	if (!cg || !cg->path)
		return (struct stats_value){ 0 };
	if (!cg->container)
		return string("");
	return string(cg->container->name[0] ? cg->container->name : cg->container->id);
}

/* By what a mode tells calls apart. */
static struct stats_value value_of(enum summary_mode mode, const struct summary_thread *th,
				   const struct call *c)
{
	struct task *t = c->task;
	int64_t uid;

	switch (mode) {
	case SUMMARY_THREAD:
		return stats_unsigned(th->idx);
	case SUMMARY_PROCESS:
		return stats_signed(t->pid);
	case SUMMARY_COMM:
		return string(t->comm);
	case SUMMARY_CGROUP:
		return t->cgroup ? string(t->cgroup->path) : (struct stats_value){ 0 };
	case SUMMARY_CONTAINER:
		return container_of_task(t);
	case SUMMARY_USER:
		uid = task_uid(t);
		return uid >= 0 ? stats_signed(uid) : (struct stats_value){ 0 };
	case SUMMARY_CPU:
		return c->cpu >= 0 ? stats_signed(c->cpu) : (struct stats_value){ 0 };
	default:
		return stats_signed(0); /* of all there is one */
	}
}

static struct summary_group *rest_of(struct summary_groups *g)
{
	if (!g->rest)
		g->rest = group_new(g);
	return g->rest;
}

static int reserve(struct summary_groups *g)
{
	size_t cap = g->cap ? 2 * g->cap : 16;
	struct summary_group **v;

	if (g->keys.cnt < g->cap)
		return 0;
	v = realloc(g->v, cap * sizeof(struct summary_group *));
	if (!v)
		return -ENOMEM;
	memset(v + g->cap, 0, (cap - g->cap) * sizeof(struct summary_group *));
	g->v = v;
	g->cap = cap;
	return 0;
}

/* Where the group of the key is, or NULL. */
static struct summary_group **place_of(struct summary_groups *g, const struct stats_value *v)
{
	int64_t idx;

	if (reserve(g))
		return NULL;
	idx = keymap_get(&g->keys, v);
	if (idx == -ENOSPC)
		return rest_of(g) ? &g->rest : NULL;
	return idx < 0 ? NULL : &g->v[idx];
}

static void note_process(struct summary_group *group, const struct task *t)
{
	if (t->tid == t->pid || !group->comm[0])
		memcpy(group->comm, t->comm, sizeof(group->comm));
}

struct summary_group *summary_groups_of(struct summary_groups *g, const struct call *c)
{
	bool by_thread = summary_shape_has(g->shape, SUMMARY_THREAD);
	struct summary_thread *th = by_thread ? thread_of(g, c->task, c->enter_ns) : NULL;
	struct stats_value v[SUMMARY_MODE_CNT];
	struct summary_group **place;

	if (by_thread && !th)
		return NULL;
	for (size_t i = 0; i < g->shape->mode_cnt; i++)
		v[i] = value_of(g->shape->modes[i], th, c);
	place = place_of(g, v);
	if (!place)
		return NULL;
	if (!*place) {
		*place = group_new(g);
		if (*place)
			(*place)->thread = th;
	}
	if (th) {
		th->end_ns = c->enter_ns + c->dur_ns;
		th->in_calls_ns += c->dur_ns;
	}
	if (*place)
		note_process(*place, c->task);
	return *place;
}

/* --- Threads that have ended ------------------------------------------------------------------- */

static int merge_group(struct summary_group *to, struct summary_group *from)
{
	int err = stats_table_merge(&to->calls, &from->calls);

	if (!err)
		err = stats_table_merge(&to->errors, &from->errors);
	to->event_cnt += from->event_cnt;
	to->runtime_ns += from->thread ? from->thread->runtime_ns : from->runtime_ns;
	to->thread_cnt += from->thread ? 1 : from->thread_cnt;
	return err;
}

/* Moves a group to where it belongs now: that of a thread which is folded to all of its comm. */
static int move_group(struct summary_groups *g, const struct stats_value *old,
		      struct summary_group *group)
{
	const struct summary_thread *th = group->thread;
	bool folds = th && th->folds;
	struct stats_value v[SUMMARY_MODE_CNT];
	struct summary_group **place;
	int err;

	for (size_t i = 0; i < g->shape->mode_cnt; i++)
		v[i] = folds && g->shape->modes[i] == SUMMARY_THREAD ? string(th->comm) : old[i];
	place = place_of(g, v);
	if (place && !*place && !folds) {
		*place = group;
		return 0;
	}
	if (place && !*place)
		*place = group_new(g);
	err = place && *place ? merge_group(*place, group) : -ENOMEM;
	group_free(group);
	return err;
}

/* All groups anew, those of the threads that fold by comm. */
static int regroup(struct summary_groups *g)
{
	struct keymap_limit none = { 0 };
	struct keymap old = g->keys;
	struct summary_group **v = g->v;
	int err = 0;

	keymap_init(&g->keys, g->shape->mode_cnt, &g->limit);
	/* For a moment each key is there twice. */
	old.limit = &none;
	g->limit.left += old.cnt;
	g->v = NULL;
	g->cap = 0;
	for (size_t i = 0; i < old.cnt; i++) {
		int ret = v[i] ? move_group(g, keymap_at(&old, i), v[i]) : 0;

		err = err ? err : ret;
	}
	keymap_fini(&old);
	free(v);
	return err;
}

/* Those that ended first are known by comm only from here on. */
static int fold(struct summary_groups *g)
{
	size_t fold_cnt = g->ended_cnt - ENDED_MAX;
	struct summary_thread *th;
	int err;

	TAILQ_FOREACH(th, &g->ended, link) {
		th->folds = fold_cnt > 0;
		fold_cnt -= fold_cnt > 0;
	}
	err = regroup(g);
	while ((th = TAILQ_FIRST(&g->ended)) && th->folds)
		thread_drop(g, th);
	return err;
}

/* Copies what may change until a living thread is shown. */
static void take_facts(struct summary_thread *th, const struct task *t)
{
	memcpy(th->comm, t->comm, sizeof(th->comm));
	th->pid = t->pid;
	th->tid = t->tid;
	th->runtime_ns = t->runtime_ns;
}

int summary_groups_task_end(struct summary_groups *g, struct task *t)
{
	struct summary_thread *th = t->slot[TASK_SLOT_SUMMARY];

	if (!th)
		return 0;
	t->slot[TASK_SLOT_SUMMARY] = NULL;
	take_facts(th, t);
	th->task = NULL;
	TAILQ_REMOVE(&g->living, th, link);
	TAILQ_INSERT_TAIL(&g->ended, th, link);
	g->ended_cnt++;
	return g->ended_cnt < ENDED_MAX + ENDED_MORE ? 0 : fold(g);
}

void summary_groups_update(struct summary_groups *g, uint64_t now_ns)
{
	struct summary_thread *th;

	TAILQ_FOREACH(th, &g->living, link) {
		take_facts(th, th->task);
		th->end_ns = now_ns;
	}
}

void summary_groups_clear(struct summary_groups *g, uint64_t now_ns)
{
	struct summary_thread *th;

	free_groups(g);
	while ((th = TAILQ_FIRST(&g->ended)))
		thread_drop(g, th);
	TAILQ_FOREACH(th, &g->living, link) {
		th->begin_ns = now_ns;
		th->in_calls_ns = 0;
	}
}

/* --- Showing ------------------------------------------------------------------------------------ */

size_t summary_groups_cnt(const struct summary_groups *g)
{
	return g->keys.cnt + (g->rest != NULL);
}

const struct summary_group *summary_groups_at(const struct summary_groups *g, size_t idx)
{
	return idx == g->keys.cnt ? g->rest : g->v[idx];
}

static void describe_thread(const struct summary_group *group, const struct stats_value *key,
			    bool with_pid, bool with_comm, struct stats_value **v)
{
	const struct summary_thread *th = group->thread;
	struct stats_value none = { 0 };

	*(*v)++ = th ? stats_signed(th->tid) : none;
	if (with_pid)
		*(*v)++ = th ? stats_signed(th->pid) : none;
	if (with_comm)
		*(*v)++ = th ? string(th->comm) : *key;
}

void summary_groups_describe(const struct summary_groups *g, size_t idx, struct stats_value *v)
{
	const struct summary_group *group = summary_groups_at(g, idx);
	const struct summary_shape *s = g->shape;
	bool with_comm = !summary_shape_has(s, SUMMARY_COMM);
	const struct stats_value *key;

	for (size_t i = 0; group == g->rest && i < s->outer_cnt; i++)
		v[i] = (struct stats_value){ .kind = STATS_REST };
	if (group == g->rest)
		return;
	key = keymap_at(&g->keys, idx);
	for (size_t i = 0; i < s->mode_cnt; i++, key++) {
		if (s->modes[i] == SUMMARY_THREAD) {
			describe_thread(group, key, !summary_shape_has(s, SUMMARY_PROCESS),
					with_comm, &v);
		} else if (s->modes[i] != SUMMARY_TOTAL) {
			*v++ = *key;
			if (s->modes[i] == SUMMARY_PROCESS && with_comm)
				*v++ = string(group->comm);
		}
	}
}

static void put_number(struct text *t, const char *what, const struct stats_value *v)
{
	text_str(t, what);
	if (v->kind == STATS_NONE)
		text_char(t, '?');
	else
		text_i64(t, (int64_t)v->number);
}

static void put_comm(struct text *t, const char *comm, int id)
{
	text_escape(t, comm, strlen(comm));
	text_lit(t, " (");
	text_i64(t, id);
	text_char(t, ')');
}

static void put_text(struct text *t, const struct stats_value *v, const char *empty)
{
	if (v->kind != STATS_TEXT)
		text_char(t, '?');
	else if (!v->len)
		text_str(t, empty);
	else
		text_escape(t, v->text, v->len);
}

/* A thread, or those of a comm that have ended. */
static void put_thread(struct text *t, const struct summary_group *group,
		       const struct stats_value *key)
{
	if (group->thread) {
		put_comm(t, group->thread->comm, group->thread->tid);
		return;
	}
	put_text(t, key, "?");
	text_lit(t, " (");
	text_u64(t, group->thread_cnt);
	text_lit(t, " threads that ended)");
}

static void put_value(struct text *t, enum summary_mode mode, const struct summary_group *group,
		      const struct stats_value *key)
{
	switch (mode) {
	case SUMMARY_THREAD:
		put_thread(t, group, key);
		break;
	case SUMMARY_PROCESS:
		put_comm(t, group->comm, (int)key->number);
		break;
	case SUMMARY_USER:
		put_number(t, "uid ", key);
		break;
	case SUMMARY_CPU:
		put_number(t, "CPU ", key);
		break;
	case SUMMARY_CONTAINER:
		put_text(t, key, "(no container)");
		break;
	case SUMMARY_TOTAL:
		text_lit(t, "all");
		break;
	default:
		put_text(t, key, "?");
	}
}

void summary_groups_put_name(const struct summary_groups *g, size_t idx, struct text *t)
{
	const struct summary_group *group = summary_groups_at(g, idx);
	const struct stats_value *key;

	if (group == g->rest) {
		text_lit(t, "(other)");
		return;
	}
	key = keymap_at(&g->keys, idx);
	for (size_t i = 0; i < g->shape->mode_cnt; i++) {
		if (i)
			text_lit(t, ", ");
		put_value(t, g->shape->modes[i], group, &key[i]);
	}
}
