/* SPDX-License-Identifier: GPL-2.0-only */
/* Attaching to running threads, none missed and none doubled; see perf_attach.h. */
#include "capture/perf_attach.h"

#include <errno.h>

#include "task/proc.h"
#include "task/task.h"
#include "util/idset.h"

/* Until then every thread that turns up while we attach gets events of its own. */
enum { PASSES_MIN = 8 };

/* Adds the tids in the FORK records that lie in the rings to @born, and consumes none. */
static void collect_born(const struct perf_events *pe, struct idset *born)
{
	const struct perf_rings *rings = pe->side_rings ? pe->side_rings : pe->rings;

	for (size_t i = 0; i < rings->cpus.cnt; i++) {
		struct ring look = rings->rings[i];
		const struct perf_event_header *hdr;
		int err = 0;

		if (!look.ctl)
			continue;
		ring_snapshot(&look);
		for (; (hdr = ring_peek(&look, &err)); ring_skip(&look, hdr)) {
			struct record rec = { .hdr = hdr };
			struct event ev;

			if (hdr->type == PERF_RECORD_FORK &&
			    !decode_record(pe->plan.layout, &rec, &ev))
				idset_add(born, ev.tid);
		}
	}
}

int perf_attach_list(const struct perf_attach_config *cfg, struct ids *tids)
{
	int err = 0;

	tids->cnt = 0;
	for (size_t i = 0; !err && i < cfg->pids->cnt; i++) {
		err = proc_threads(cfg->pids->v[i], tids);
		if (err == -ESRCH)
			err = 0; /* one target may end; the others go on */
	}
	for (size_t i = 0; !err && i < cfg->tids->cnt; i++)
		err = ids_add(tids, cfg->tids->v[i]);
	if (!err && cfg->list)
		err = cfg->list(cfg->list_arg, tids);
	return err;
}

static int attach_one(struct perf_attached *at, struct perf_events *pe, int tid, bool enable)
{
	struct perf_scope scope = { PERF_SCOPE_THREAD, tid };
	uint64_t id;
	int err = perf_events_add(pe, &scope, enable), fd;

	if (err == -ESRCH)
		return 0; /* it has ended */
	if (err)
		return err;
	fd = perf_events_fd(pe, pe->scope_cnt - 1, 0, 0);
	err = perf_event_id(fd, &id);
	if (!err)
		err = owners_attach(&at->owners, tid, id);
	return err ? err : ids_add(&at->tids, tid);
}

/*
 * Opens each of @tids that is not in @known. Those found after the first pass were born
 * while we opened, and may have inherited events of their parent, or some of them; see
 * owners.h. A FORK record is no proof: it is written at the end of a fork, events are
 * inherited at its beginning. After some passes it is believed all the same, or a process
 * that starts threads without end would never be attached. Returns how many threads were
 * opened, or -errno.
 */
static int attach_pass(struct perf_attached *at, struct perf_events *pe, const struct ids *tids,
		       struct idset *known, int pass, const struct perf_attach_config *cfg)
{
	int opened_cnt = 0;

	if (pass >= PASSES_MIN)
		collect_born(pe, known);
	for (size_t i = 0; i < tids->cnt; i++) {
		int err;

		if (idset_has(known, tids->v[i]) ||
		    (cfg->leave_out && ids_has(cfg->leave_out, tids->v[i])))
			continue;
		if (cfg->should_stop && cfg->should_stop(cfg->should_stop_arg))
			return diag_fail(pe->plan.diag, -EINTR,
					 "stopped before all threads were attached");
		err = attach_one(at, pe, tids->v[i], cfg->enable);
		if (err)
			return err;
		idset_add(known, tids->v[i]);
		opened_cnt++;
		at->doubles |= pass > 0 && pe->plan.inherit;
	}
	return opened_cnt;
}

int perf_attach_say_ended(const struct perf_attach_config *cfg, const struct diag *d)
{
	bool process = cfg->pids->cnt;
	size_t others_cnt = cfg->pids->cnt + cfg->tids->cnt - 1;

	if (!process && !cfg->tids->cnt)
		return diag_fail(d, -ESRCH, "there is no thread to trace");
	return diag_fail(d, -ESRCH, "%s %d%s ended while systrail attached to %s",
			 process ? "process" : "thread",
			 process ? cfg->pids->v[0] : cfg->tids->v[0],
			 others_cnt ? " and the others" : "", others_cnt ? "them" : "it");
}

int perf_attach(struct perf_attached *at, struct perf_events *pe,
		const struct perf_attach_config *cfg)
{
	struct ids tids = { 0 };
	struct idset known;
	int pass = 0, n;

	*at = (struct perf_attached){ 0 };
	if (owners_init(&at->owners) || !idset_init(&known, TASK_TID_LIMIT))
		return -ENOMEM;
	do {
		n = perf_attach_list(cfg, &tids);
		if (!n)
			n = attach_pass(at, pe, &tids, &known, pass++, cfg);
	} while (n > 0);
	if (!n && !at->tids.cnt)
		n = perf_attach_say_ended(cfg, pe->plan.diag);
	idset_fini(&known);
	ids_fini(&tids);
	return n;
}

void perf_attached_fini(struct perf_attached *at)
{
	ids_fini(&at->tids);
	owners_fini(&at->owners);
}
