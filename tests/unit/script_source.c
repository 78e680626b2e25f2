/* SPDX-License-Identifier: GPL-2.0-only */
/* A script, played into rings; see script_source.h. */
#include "unit/script_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/merge.h"
#include "unit/check.h"
#include "unit/ring_memory.h"
#include "unit/script_records.h"

enum {
	CPUS = 4,
	RING_BYTES = 8192,
	ROOM_WHEN_FULL = 64,
	MEMBERS_MAX = 16,
};

/* Which cgroup a thread is in. */
struct member {
	int tid;
	uint64_t cgroup_id;
};

/* A source that plays a script into rings. */
struct script_source {
	struct source base;
	const struct script *script;
	const struct decode_layout *layout;
	struct task_table *tasks;
	struct member members[MEMBERS_MAX];
	size_t member_cnt;
	size_t at; /* the next line */
	struct merge *merge;
	struct ring_memory ring[CPUS];
	struct source_loss loss[CPUS];
	struct bytes bytes; /* the record that is being made */
};

static void make_lost(struct script_source *ps, const struct words *w, struct stamp s)
{
	struct source_loss *loss = &ps->loss[words_number(w, 1)];
	uint64_t cnt = (uint64_t)words_number(w, 4), exits = (uint64_t)words_number(w, 5);

	loss->exit_cnt += exits;
	loss->other_cnt += cnt - exits;
	bytes_lost(&ps->bytes, ps->layout, s, cnt);
}

static void make_full(struct script_source *ps, const struct words *w, struct stamp s)
{
	uint64_t room = ring_memory_room(&ps->ring[words_number(w, 1)]);

	if (room <= ROOM_WHEN_FULL)
		words_fail(w, "the ring is full already");
	bytes_other(&ps->bytes, ps->layout, s, PERF_RECORD_THROTTLE, room - ROOM_WHEN_FULL);
}

static uint64_t cgroup_of(const struct script_source *ps, int tid)
{
	for (size_t i = ps->member_cnt; i-- > 0;)
		if (ps->members[i].tid == tid)
			return ps->members[i].cgroup_id;
	return 0;
}

static void write_record(struct script_source *ps, const struct words *w)
{
	struct stamp s = { .time_ns = words_time(w, 0) };
	int64_t cpu = words_number(w, 1);

	if (cpu < 0 || cpu >= CPUS)
		words_fail(w, "no such CPU");
	if (!words_is(w, 2, "-"))
		words_ids(w, 2, &s.pid, &s.tid);
	s.cgroup_id = cgroup_of(ps, s.tid);
	if (words_is(w, 3, "lost"))
		make_lost(ps, w, s);
	else if (words_is(w, 3, "full"))
		make_full(ps, w, s);
	else if (!script_record(&ps->bytes, ps->layout, w, s))
		words_fail(w, "no such record");
	if (!ring_memory_write(&ps->ring[cpu], bytes_hdr(&ps->bytes)))
		words_fail(w, "no room in the ring: it needs a round before");
}

/* What is not in a ring: the threads and calls that were there. */
static void inject_record(struct script_source *ps, const struct words *w)
{
	struct record_inflight inflight = {
		.hdr = { .type = RECORD_INFLIGHT, .size = sizeof(inflight) },
		.abi = (int32_t)arch_native_abi(),
	};
	struct record_found found = {
		.hdr = { .type = RECORD_FOUND, .size = sizeof(found) },
	};

	words_ids(w, 2, &found.pid, &found.tid);
	inflight.pid = found.pid;
	inflight.tid = found.tid;
	if (words_is(w, 3, "found")) {
		words_name(w, 4, found.comm, sizeof(found.comm));
		assert_int_equal(merge_inject(ps->merge, &found.hdr, words_time(w, 0)), 0);
	} else if (words_is(w, 3, "inflight")) {
		inflight.after_ns = words_time(w, 4);
		inflight.nr = words_nr(w, 5, arch_native_abi());
		words_args(w, 6, inflight.args);
		assert_int_equal(merge_inject(ps->merge, &inflight.hdr, words_time(w, 0)), 0);
	} else {
		words_fail(w, "no such record");
	}
}

/* The words that are no records. */

static void add_member(struct script_source *ps, const struct words *w)
{
	struct member *m = &ps->members[ps->member_cnt];
	int pid;

	if (ps->member_cnt++ == MEMBERS_MAX)
		words_fail(w, "too many");
	words_ids(w, 1, &pid, &m->tid);
	m->cgroup_id = (uint64_t)words_number(w, 2);
}

static void set_user(struct script_source *ps, const struct words *w)
{
	int pid, tid;

	words_ids(w, 1, &pid, &tid);
	task_get(ps->tasks, pid, tid)->uid = words_number(w, 2);
}

/* Plays up to the next `round` and returns its time, or to the end. */
static uint64_t play(struct script_source *ps)
{
	struct words w;

	while (ps->at < ps->script->cnt) {
		words_split(ps->script, ps->at++, &w);
		if (!w.cnt || words_is(&w, 0, "option") || words_is(&w, 0, "arch"))
			continue;
		if (words_is(&w, 0, "round"))
			return words_time(&w, 1);
		if (words_is(&w, 0, "member"))
			add_member(ps, &w);
		else if (words_is(&w, 0, "user"))
			set_user(ps, &w);
		else if (words_is(&w, 1, "-"))
			inject_record(ps, &w);
		else
			write_record(ps, &w);
	}
	return UINT64_MAX;
}

/* The operations of the source. */

static struct script_source *self(const struct source *s)
{
	return (struct script_source *)s;
}

static int play_start(struct source *s)
{
	(void)s;
	return 0;
}

static int play_fd(const struct source *s)
{
	(void)s;
	return -1;
}

static int play_begin_round(struct source *s, bool last)
{
	struct script_source *ps = self(s);
	uint64_t until_ns = play(ps);

	merge_begin_round(ps->merge, last ? UINT64_MAX : until_ns);
	return 1; /* never wait */
}

static int play_next(struct source *s, struct record *rec)
{
	const struct script_source *ps = self(s);
	struct decode_origin origin;
	int ret = merge_next(ps->merge, rec);

	if (ret > 0 && decode_origin(ps->layout, rec->hdr, &origin))
		rec->major = origin.id == SCRIPT_ID_MAJOR;
	return ret;
}

static bool play_targets_gone(struct source *s)
{
	const struct script_source *ps = self(s);

	return ps->at == ps->script->cnt;
}

static int play_loss(struct source *s, unsigned int idx, struct source_loss *loss)
{
	if (idx >= CPUS)
		return 0;
	*loss = self(s)->loss[idx];
	return 1;
}

static void play_close(struct source *s)
{
	struct script_source *ps = self(s);

	merge_free(ps->merge);
	for (int i = 0; i < CPUS; i++)
		ring_memory_fini(&ps->ring[i]);
	free(ps);
}

static const struct source_ops play_ops = {
	.start = play_start,
	.stop = play_start,
	.fd = play_fd,
	.begin_round = play_begin_round,
	.next = play_next,
	.targets_gone = play_targets_gone,
	.loss = play_loss,
	.close = play_close,
};

struct source *script_source_new(const struct script *script, const struct decode_layout *layout,
				 struct task_table *tasks)
{
	struct script_source *ps = calloc(1, sizeof(*ps));

	ps->base.ops = &play_ops;
	ps->script = script;
	ps->layout = layout;
	ps->tasks = tasks;
	ps->merge = merge_new(layout);
	for (int i = 0; i < CPUS; i++) {
		/* Soon the first records wrap. */
		ring_memory_init(&ps->ring[i], RING_BYTES, RING_BYTES - 104);
		merge_add_ring(ps->merge, &ps->ring[i].ring, i);
		ps->loss[i] = (struct source_loss){ .cpu = i, .exact = true };
	}
	return &ps->base;
}
