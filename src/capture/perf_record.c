/* SPDX-License-Identifier: GPL-2.0-only */
/* The perf engine as what is recorded: events and rings as they are; see perf_source.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "capture/perf_source_private.h"
#include "perfdata/format.h"
#include "task/proc.h"
#include "util/clock.h"

/* What tells of tasks is little, and read all the time. */
#define SIDE_RING_BYTES (512ull << 10)

int perf_record_init(struct perf_source *ps, const struct perf_source_config *cfg)
{
	uint64_t side_bytes = SIDE_RING_BYTES;

	ps->record = true;
	ps->overwrite = cfg->overwrite;
	ps->leave_out = cfg->leave_out;
	for (size_t i = 0; i < cfg->spec_cnt; i++)
		ps->narrow |= cfg->specs[i].later;
	ps->synth = synth_new(cfg->synth, &ps->layout, ps->diag);
	if (!ps->synth)
		return -ENOMEM;
	/* A command is about to replace what is mapped. */
	synth_maps(ps->synth, !cfg->command_pid || cfg->delayed);
	if (!ps->overwrite)
		return 0;
	ps->rings.backward = true;
	if (side_bytes > ps->rings.ring_bytes)
		side_bytes = ps->rings.ring_bytes;
	return perf_rings_init(&ps->side_rings, cfg->cpus, side_bytes, ps->diag);
}

void perf_record_fini(struct perf_source *ps)
{
	synth_free(ps->synth);
	ids_fini(&ps->left_out_tids);
	perf_rings_fini(&ps->side_rings);
}

/* --- What was there before ------------------------------------------------------------------- */

static int tell_target(struct perf_source *ps, enum rider_target_what what, int pid, int tid,
		       uint64_t first_id)
{
	struct rider_target t = {
		.r.hdr.type = PERFDATA_RECORD_EVENT_TYPE,
		.r.magic = RIDER_MAGIC,
		.r.kind = RIDER_TARGET,
		.r.time_ns = ps->wanted.begin_ns,
		.pid = pid,
		.tid = tid,
		.what = what,
		.first_id = first_id,
	};

	return synth_target(ps->synth, &t);
}

/* What a reader has to know to drop what source_next() would have dropped. */
static int tell_targets(struct perf_source *ps)
{
	const struct ids *attached = &ps->attached.tids;
	int err = 0;

	for (size_t i = 0; !err && ps->attached.doubles && i < attached->cnt; i++)
		err = tell_target(ps, RIDER_TARGET_OWNER, 0, attached->v[i],
				  ps->attached.owners.first_ids[i]);
	for (int tid = members_used(&ps->wanted.members) ?
			       members_next_from(&ps->wanted.members, 0) :
			       0;
	     !err && tid; tid = members_next_from(&ps->wanted.members, tid + 1))
		err = tell_target(ps, RIDER_TARGET_MEMBER, ps->wanted.members.pid_of[tid], tid, 0);
	for (size_t i = 0; !err && i < ps->left_out_tids.cnt; i++)
		err = tell_target(ps, RIDER_TARGET_LEFT_OUT, 0, ps->left_out_tids.v[i], 0);
	return err;
}

static int tell_machine(struct perf_source *ps)
{
	int err = tell_targets(ps);

	if (!err)
		err = synth_kernel(ps->synth);
	if (!err)
		err = synth_cgroups(ps->synth);
	ps->machine_told = true;
	return err ? err : ps->scan != NULL;
}

static int step(struct perf_source *ps)
{
	int more;

	if (!ps->machine_told)
		return tell_machine(ps);
	if (!ps->scan)
		return 0;
	more = scan_step(ps->scan, synth_found, ps->synth);
	if (more)
		return more;
	scan_free(ps->scan);
	ps->scan = NULL;
	return synth_sockets(ps->synth);
}

/* Also at the end all is told: threads that no record named have their names from here. */
int perf_record_round(struct perf_source *ps, bool last)
{
	int more;

	do {
		more = step(ps);
	} while (more > 0 && last);
	return more ? more : synth_containers(ps->synth, last);
}

/* The processes of the threads that were opened one by one, and what they have started. */
static int list_attached(const struct perf_source *ps, struct ids *tids)
{
	struct ids pids = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < ps->attached.tids.cnt; i++) {
		int tid = ps->attached.tids.v[i], pid = proc_tgid(tid);

		if (pid < 0)
			continue;
		err = ps->inherit ? ids_add_new(&pids, pid) : ids_add(tids, tid);
	}
	for (size_t i = 0; !err && i < pids.cnt; i++)
		err = proc_family(pids.v[i], tids);
	ids_fini(&pids);
	return err;
}

/*
 * Those of all threads that belong to the targets by now. Nobody follows the records, so what the
 * members have started is found in /proc, and a reader is told of these, too.
 */
static int list_members(struct perf_source *ps, struct ids *tids)
{
	struct members *m = &ps->wanted.members;
	struct ids pids = { 0 };
	int err = 0;

	m->enabled_ns = clock_now_ns();
	for (int tid = members_next_from(m, 0); !err && tid; tid = members_next_from(m, tid + 1)) {
		err = m->inherit ? ids_add_new(&pids, m->pid_of[tid]) : ids_add(tids, tid);
	}
	for (size_t i = 0; !err && i < pids.cnt; i++)
		err = proc_family(pids.v[i], tids);
	for (size_t i = 0; !err && i < tids->cnt; i++) {
		int pid = proc_tgid(tids->v[i]);

		if (pid > 0 && !ids_has(ps->leave_out, tids->v[i]))
			members_add(m, pid, tids->v[i]);
	}
	m->listed_ns = clock_now_ns();
	ids_fini(&pids);
	return err;
}

/* Threads of which some may have ended; who has none (a cgroup) is looked for among all. */
static int list_again(struct perf_source *ps, struct ids *tids)
{
	if (ps->command_pid)
		return proc_family(ps->command_pid, tids);
	if (members_used(&ps->wanted.members))
		return list_members(ps, tids);
	return list_attached(ps, tids);
}

int perf_source_look_again(struct source *s)
{
	struct perf_source *ps = perf_source_of(s);
	struct ids tids = { 0 };
	int err = synth_again(ps->synth);

	ps->machine_told = false;
	if (!err && !ps->for_good)
		err = list_again(ps, &tids);
	if (!err)
		err = perf_source_scan(ps, ps->for_good ? NULL : &tids, ps->leave_out);
	ids_fini(&tids);
	return err;
}

void perf_source_rider_begin(const struct source *s, struct rider_begin *b)
{
	const struct perf_source *ps = perf_source_of(s);
	const struct members *m = &ps->wanted.members;

	*b = (struct rider_begin){
		.r.hdr = { .type = PERFDATA_RECORD_EVENT_TYPE, .size = sizeof(*b) },
		.r.magic = RIDER_MAGIC,
		.r.kind = RIDER_BEGIN,
		.r.time_ns = ps->wanted.begin_ns,
		.begin_ns = ps->wanted.begin_ns,
		.first_target_id = ps->wanted.first_id,
	};
	strncpy(b->native_abi, abi_name(arch_native_abi()), sizeof(b->native_abi) - 1);
	if (proc_is_initial_pid_ns())
		b->flags |= RIDER_INITIAL_PID_NS;
	if (ps->narrow)
		b->flags |= RIDER_NARROW;
	if (ps->attached.doubles)
		b->flags |= RIDER_OWNERS;
	if (!members_used(m))
		return;
	b->flags |= RIDER_MEMBERS | (m->inherit ? RIDER_INHERIT : 0) | (m->whole ? RIDER_WHOLE : 0);
	b->enabled_ns = m->enabled_ns;
	b->listed_ns = m->listed_ns;
}

/* --- Events and rings ------------------------------------------------------------------------ */

struct perf_rings *perf_source_rings(struct source *s)
{
	return &perf_source_of(s)->rings;
}

struct perf_rings *perf_source_side_rings(struct source *s)
{
	struct perf_source *ps = perf_source_of(s);

	return ps->overwrite ? &ps->side_rings : NULL;
}

const struct decode_layout *perf_source_layout(const struct source *s)
{
	return &perf_source_of(s)->layout;
}

int perf_source_pause(struct source *s, bool paused)
{
	const struct perf_rings *rings = &perf_source_of(s)->rings;
	int err = 0;

	for (size_t i = 0; i < rings->cpus.cnt; i++)
		if (ioctl(rings->owner_fds[i], PERF_EVENT_IOC_PAUSE_OUTPUT, paused) && !err)
			err = -errno;
	return err;
}

/* The ids of @spec_idx on all CPUs and of all scopes, which are @cnt. Returns 0 or -errno. */
static int ids_of(const struct perf_events *pe, size_t spec_idx, uint64_t *ids, size_t cnt)
{
	size_t cpu_cnt = pe->rings->cpus.cnt;
	int err = 0;

	for (size_t i = 0; !err && i < cnt; i++)
		err = perf_event_id(perf_events_fd(pe, i / cpu_cnt, i % cpu_cnt, spec_idx),
				    &ids[i]);
	return err;
}

static int attr_of(const struct perf_events *pe, size_t spec_idx, struct perfdata_attr *a)
{
	const struct perf_event_spec *spec = &pe->plan.specs[spec_idx];
	size_t cnt = pe->scope_cnt * pe->rings->cpus.cnt;
	uint64_t *ids = calloc(cnt, sizeof(*ids));

	if (!ids)
		return -ENOMEM;
	*a = (struct perfdata_attr){
		.attr = perf_event_attr_of(&pe->plan, spec),
		.ids = ids,
		.id_cnt = cnt,
		.name = spec->name,
	};
	return ids_of(pe, spec_idx, ids, cnt);
}

static int attrs_of(const struct perf_events *pe, struct perfdata_attr *attrs)
{
	int err = 0;

	for (size_t i = 0; !err && pe->scope_cnt && i < pe->plan.spec_cnt; i++)
		err = attr_of(pe, i, &attrs[i]);
	return err;
}

int perf_source_attrs(struct source *s, struct perfdata_attr **attrs, size_t *cnt)
{
	const struct perf_source *ps = perf_source_of(s);
	size_t spec_cnt = ps->events.plan.spec_cnt;
	size_t wide_cnt = ps->wide.scope_cnt ? ps->wide.plan.spec_cnt : 0;
	int err;

	*cnt = spec_cnt + wide_cnt;
	*attrs = calloc(*cnt, sizeof(**attrs));
	if (!*attrs)
		return -ENOMEM;
	err = attrs_of(&ps->events, *attrs);
	if (!err)
		err = attrs_of(&ps->wide, *attrs + spec_cnt);
	if (!err)
		return 0;
	perf_source_attrs_free(*attrs, *cnt);
	*attrs = NULL;
	return err;
}

void perf_source_attrs_free(struct perfdata_attr *attrs, size_t cnt)
{
	for (size_t i = 0; attrs && i < cnt; i++)
		free((uint64_t *)attrs[i].ids);
	free(attrs);
}
