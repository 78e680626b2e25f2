/* SPDX-License-Identifier: GPL-2.0-only */
/* What we record beside perf's records into events; see perfdata/riders.h. */
#include "decode/decode_private.h"

#include <stddef.h>
#include <string.h>

#include "perfdata/format.h"
#include "perfdata/riders.h"

/* Its head; false: it is none of ours. */
static bool rider_of(const struct perf_event_header *hdr, struct rider *r)
{
	return hdr->type == PERFDATA_RECORD_EVENT_TYPE && decode_copy_at(hdr, 0, r, sizeof(*r)) &&
	       r->magic == RIDER_MAGIC;
}

uint64_t decode_rider_time_ns(const struct perf_event_header *hdr)
{
	struct rider r;

	return rider_of(hdr, &r) ? r.time_ns : 0;
}

bool decode_rider_origin(const struct perf_event_header *hdr, struct decode_origin *o)
{
	struct rider_inflight inflight;
	struct rider_thread thread;
	struct rider r;

	*o = (struct decode_origin){ .parent_tid = -1 };
	if (!rider_of(hdr, &r))
		return false;
	switch (r.kind) {
	case RIDER_THREAD:
		if (!decode_copy_at(hdr, 0, &thread, sizeof(thread)))
			return false;
		o->subject_pid = thread.pid;
		o->subject_tid = thread.tid;
		return true;
	case RIDER_INFLIGHT:
		if (!decode_copy_at(hdr, 0, &inflight, sizeof(inflight)))
			return false;
		o->subject_pid = inflight.pid;
		o->subject_tid = inflight.tid;
		return true;
	default:
		return false;
	}
}

/* The name stays in the record, for the event to borrow. */
static bool decode_thread(const struct perf_event_header *hdr, struct event *ev)
{
	const char *comm = (const char *)hdr + offsetof(struct rider_thread, comm);
	struct rider_thread r;

	if (!decode_copy_at(hdr, 0, &r, sizeof(r)) || !memchr(comm, '\0', sizeof(r.comm)))
		return false;
	ev->kind = EVENT_FOUND;
	ev->pid = r.pid;
	ev->tid = r.tid;
	ev->u.found.name = comm;
	ev->u.found.uid = r.uid >= 0 && r.uid <= UINT32_MAX ? r.uid : -1;
	ev->u.found.cgroup_id = r.cgroup_id;
	return true;
}

/* ABI_CNT: no such name. */
static enum abi abi_called(const char *name, size_t max_len)
{
	int abi = 0;

	while (abi < ABI_CNT && strncmp(abi_name((enum abi)abi), name, max_len) != 0)
		abi++;
	return (enum abi)abi;
}

static bool decode_inflight(const struct perf_event_header *hdr, struct event *ev)
{
	struct rider_inflight r;
	enum abi abi;

	if (!decode_copy_at(hdr, 0, &r, sizeof(r)))
		return false;
	abi = abi_called(r.abi, sizeof(r.abi));
	if (abi == ABI_CNT)
		return true;
	ev->kind = EVENT_INFLIGHT;
	ev->time_ns = r.after_ns;
	ev->pid = r.pid;
	ev->tid = r.tid;
	ev->u.enter.nr = r.nr;
	ev->u.enter.abi = abi;
	memcpy(ev->u.enter.args, r.args, sizeof(r.args));
	return true;
}

static bool decode_fd(const struct perf_event_header *hdr, struct event *ev)
{
	const char *text = (const char *)hdr + sizeof(struct rider_fd);
	struct rider_fd r;

	if (!decode_copy_at(hdr, 0, &r, sizeof(r)) ||
	    (size_t)r.link_len + r.name_len > hdr->size - sizeof(r))
		return false;
	ev->kind = EVENT_FD;
	ev->pid = r.pid;
	ev->u.fd.begin_ns = r.begin_ns;
	ev->u.fd.fd = r.fd;
	ev->u.fd.flags = r.flags;
	ev->u.fd.link = text;
	ev->u.fd.link_len = r.link_len;
	ev->u.fd.name = text + r.link_len;
	ev->u.fd.name_len = r.name_len;
	return true;
}

static bool decode_container(const struct perf_event_header *hdr, struct event *ev)
{
	const char *text = (const char *)hdr + sizeof(struct rider_container);
	struct rider_container r;

	if (!decode_copy_at(hdr, 0, &r, sizeof(r)) ||
	    (size_t)r.id_len + r.name_len + r.pod_len > hdr->size - sizeof(r))
		return false;
	ev->kind = EVENT_CONTAINER;
	ev->u.container.cgroup_id = r.cgroup_id;
	ev->u.container.id = text;
	ev->u.container.id_len = r.id_len;
	ev->u.container.name = text + r.id_len;
	ev->u.container.name_len = r.name_len;
	ev->u.container.pod = text + r.id_len + r.name_len;
	ev->u.container.pod_len = r.pod_len;
	return true;
}

bool decode_rider(const struct perf_event_header *hdr, struct event *ev)
{
	struct rider r;

	if (!rider_of(hdr, &r))
		return true;
	switch (r.kind) {
	case RIDER_THREAD:
		return decode_thread(hdr, ev);
	case RIDER_INFLIGHT:
		return decode_inflight(hdr, ev);
	case RIDER_FD:
		return decode_fd(hdr, ev);
	case RIDER_CONTAINER:
		return decode_container(hdr, ev);
	default:
		return true;
	}
}
