/* SPDX-License-Identifier: GPL-2.0-only */
/* Making records: the frame of each, threads, cgroups; see synth.h. */
#include "capture/synth.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/synth_private.h"
#include "task/containers.h"
#include "task/proc.h"
#include "task/task.h"
#include "util/clock.h"

/* How often is looked for new containers: that takes a 20th of the time at most. */
#define LOOK_GAP_NS NSEC_PER_SEC
enum { LOOK_FACTOR = 20 };

struct synth *synth_new(const struct synth_config *cfg, const struct decode_layout *layout,
			const struct diag *d)
{
	struct synth *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->cfg = *cfg;
	s->diag = d;
	s->maps = true;
	if (layout->sample_id_all)
		s->trailer_bytes =
			layout->derived.trailer + (layout->sample_type & PERF_SAMPLE_TID ? 8 : 0);
	if (cfg->fds != FD_NAMES_NONE)
		s->fds = synth_fds_new(cfg->fds);
	s->kernel = synth_kernel_read();
	s->files = build_ids_new(SYNTH_FILES_MAX);
	if (idset_init(&s->processes, TASK_TID_LIMIT) && s->kernel && s->files &&
	    (s->fds || cfg->fds == FD_NAMES_NONE))
		return s;
	synth_free(s);
	return NULL;
}

void synth_free(struct synth *s)
{
	if (!s)
		return;
	synth_fds_free(s->fds);
	synth_kernel_free(s->kernel);
	build_ids_free(s->files);
	free(s->containers);
	idset_fini(&s->processes);
	free(s);
}

int synth_again(struct synth *s)
{
	s->maps = true;
	s->container_cnt = 0;
	synth_fds_again(s->fds);
	idset_fini(&s->processes);
	return idset_init(&s->processes, TASK_TID_LIMIT) ? 0 : -ENOMEM;
}

/* --- The frame ------------------------------------------------------------------------------- */

void synth_begin(struct synth *s, const void *start, size_t size)
{
	memcpy(s->rec.bytes, start, size);
	s->used = size;
}

bool synth_put(struct synth *s, const void *bytes, size_t size)
{
	/* Room for what fills up, and for the trailer, which is at most six numbers. */
	if (size > sizeof(s->rec.bytes) - 64 - s->used)
		return false;
	memcpy(s->rec.bytes + s->used, bytes, size);
	s->used += size;
	return true;
}

static int emit(struct synth *s, size_t trailer_bytes)
{
	size_t size = (s->used + 7) / 8 * 8 + trailer_bytes;

	memset(s->rec.bytes + s->used, 0, size - s->used);
	s->rec.hdr.size = (uint16_t)size;
	return s->cfg.emit(s->cfg.arg, &s->rec.hdr);
}

int synth_emit(struct synth *s)
{
	return emit(s, s->trailer_bytes);
}

int synth_emit_rider(struct synth *s)
{
	return emit(s, 0);
}

struct rider synth_rider(enum rider_kind kind, uint64_t time_ns)
{
	return (struct rider){
		.hdr.type = PERFDATA_RECORD_EVENT_TYPE,
		.magic = RIDER_MAGIC,
		.kind = kind,
		.time_ns = time_ns,
	};
}

int synth_target(struct synth *s, const struct rider_target *t)
{
	synth_begin(s, t, sizeof(*t));
	return synth_emit_rider(s);
}

/* --- Threads --------------------------------------------------------------------------------- */

/* As perf does it, all threads of a process were started by its leader. */
static int tell_fork(struct synth *s, const struct proc_ids *ids, int tid)
{
	bool leader = ids->pid == tid;
	struct {
		struct perf_event_header hdr;
		int32_t pid, ppid, tid, ptid;
		uint64_t time_ns;
	} r = {
		/* Nothing that is mapped was inherited: it is told of each process. */
		.hdr = { .type = PERF_RECORD_FORK, .misc = PERF_RECORD_MISC_FORK_EXEC },
		.pid = ids->pid,
		.ppid = leader ? ids->ppid : ids->pid,
		.tid = tid,
		.ptid = leader ? ids->ppid : ids->pid,
	};

	synth_begin(s, &r, sizeof(r));
	return synth_emit(s);
}

static int tell_comm(struct synth *s, const struct record_found *found)
{
	struct {
		struct perf_event_header hdr;
		int32_t pid, tid;
	} r = {
		.hdr = { .type = PERF_RECORD_COMM },
		.pid = found->pid,
		.tid = found->tid,
	};

	synth_begin(s, &r, sizeof(r));
	synth_put(s, found->comm, strnlen(found->comm, sizeof(found->comm) - 1) + 1);
	return synth_emit(s);
}

static int tell_thread(struct synth *s, const struct record_found *found,
		       const struct proc_ids *ids, uint64_t time_ns)
{
	const struct cgroup *cg = s->cfg.cgroups ? cgroups_of_thread(s->cfg.cgroups, found->tid) :
						   NULL;
	struct rider_thread r = {
		.r = synth_rider(RIDER_THREAD, time_ns),
		.pid = found->pid,
		.tid = found->tid,
		.uid = s->cfg.uids ? (int64_t)ids->uid : -1,
		.cgroup_id = cg ? cg->id : 0,
	};

	memcpy(r.comm, found->comm, sizeof(r.comm));
	synth_begin(s, &r, sizeof(r));
	return synth_emit_rider(s);
}

static int tell_process(struct synth *s, int pid, int tid)
{
	int err = 0;

	if (idset_has(&s->processes, pid))
		return 0;
	idset_add(&s->processes, pid);
	if (s->maps)
		err = synth_process_maps(s, pid, tid);
	if (!err && s->fds)
		err = synth_process_fds(s, pid, tid);
	return err;
}

static int tell_found(struct synth *s, const struct record_found *found, uint64_t time_ns)
{
	struct proc_ids ids;
	int err;

	if (proc_ids(found->tid, &ids) || ids.pid != found->pid)
		return 0; /* it has ended */
	err = tell_fork(s, &ids, found->tid);
	if (!err)
		err = tell_comm(s, found);
	if (!err)
		err = tell_thread(s, found, &ids, time_ns);
	return err ? err : tell_process(s, found->pid, found->tid);
}

static int tell_inflight(struct synth *s, const struct record_inflight *in, uint64_t time_ns)
{
	struct rider_inflight r = {
		.r = synth_rider(RIDER_INFLIGHT, time_ns),
		.after_ns = in->after_ns,
		.pid = in->pid,
		.tid = in->tid,
		.nr = in->nr,
	};

	strncpy(r.abi, abi_name((enum abi)in->abi), sizeof(r.abi) - 1);
	memcpy(r.args, in->args, sizeof(r.args));
	synth_begin(s, &r, sizeof(r));
	return synth_emit_rider(s);
}

int synth_found(void *arg, const struct perf_event_header *hdr, uint64_t time_ns)
{
	if (hdr->type == RECORD_FOUND)
		return tell_found(arg, (const void *)hdr, time_ns);
	return tell_inflight(arg, (const void *)hdr, time_ns);
}

void synth_maps(struct synth *s, bool wanted)
{
	s->maps = wanted;
}

/* --- Cgroups --------------------------------------------------------------------------------- */

static int tell_cgroup(struct synth *s, const struct cgroup *cg)
{
	struct {
		struct perf_event_header hdr;
		uint64_t id;
	} r = { .hdr = { .type = PERF_RECORD_CGROUP }, .id = cg->id };

	synth_begin(s, &r, sizeof(r));
	return synth_put(s, cg->path, strlen(cg->path) + 1) ? synth_emit(s) : 0;
}

/* Whether nothing new is to be told of it; else that is remembered. */
static bool is_told(struct synth *s, const struct cgroup *cg, bool named)
{
	struct synth_container *grown;

	for (size_t i = 0; i < s->container_cnt; i++) {
		struct synth_container *c = &s->containers[i];

		if (c->cgroup_id != cg->id)
			continue;
		if (c->named || !named)
			return true;
		c->named = true;
		return false;
	}
	grown = reallocarray(s->containers, s->container_cnt + 1, sizeof(*grown));
	if (grown) {
		s->containers = grown;
		grown[s->container_cnt++] = (struct synth_container){ cg->id, named };
	}
	return false;
}

/* Of the cgroup that is the container's own: those below it are told by their paths. */
static int tell_container(struct synth *s, const struct cgroup *cg)
{
	const struct container *ct = cg->container;
	struct rider_container r = {
		.r = synth_rider(RIDER_CONTAINER, clock_now_ns()),
		.cgroup_id = cg->id,
	};

	if (!ct || strcmp(ct->path, cg->path) != 0 || is_told(s, cg, *ct->name))
		return 0;
	r.id_len = (uint16_t)strlen(ct->id);
	r.name_len = (uint16_t)strlen(ct->name);
	r.pod_len = (uint16_t)strlen(ct->pod);
	synth_begin(s, &r, sizeof(r));
	if (!synth_put(s, ct->id, r.id_len) || !synth_put(s, ct->name, r.name_len) ||
	    !synth_put(s, ct->pod, r.pod_len))
		return 0;
	return synth_emit_rider(s);
}

static int tell_containers(struct synth *s)
{
	const struct cgroup *cg;
	int err = 0;

	for (size_t i = 0; !err && (cg = cgroups_at(s->cfg.cgroups, i)); i++)
		err = tell_container(s, cg);
	return err;
}

int synth_cgroups(struct synth *s)
{
	const struct cgroup *cg;
	int err = 0;

	if (!s->cfg.cgroups)
		return 0;
	cgroups_walk(s->cfg.cgroups); /* if that fails, it knows what it knew */
	for (size_t i = 0; !err && (cg = cgroups_at(s->cfg.cgroups, i)); i++)
		err = tell_cgroup(s, cg);
	return err ? err : tell_containers(s);
}

int synth_containers(struct synth *s, bool last)
{
	uint64_t begin_ns = clock_now_ns(), rest_ns;

	if (!s->cfg.cgroups || (begin_ns < s->next_containers_ns && !last))
		return 0;
	cgroups_walk(s->cfg.cgroups);
	cgroups_round(s->cfg.cgroups);
	rest_ns = LOOK_FACTOR * (clock_now_ns() - begin_ns);
	s->next_containers_ns = begin_ns + (rest_ns > LOOK_GAP_NS ? rest_ns : LOOK_GAP_NS);
	return tell_containers(s);
}
