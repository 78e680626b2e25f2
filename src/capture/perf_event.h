/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf_event_open() for the events of a trace: the attributes, the limits that stand in the
 * way, and the sentence when it is refused.
 */
#ifndef SYSTRAIL_CAPTURE_PERF_EVENT_H
#define SYSTRAIL_CAPTURE_PERF_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/decode.h"
#include "decode/formats.h"
#include "util/diag.h"

enum perf_event_role {
	PERF_EVENT_EXIT, /* raw_syscalls:sys_exit alone, so that its losses are lost calls */
	PERF_EVENT_ENTER, /* raw_syscalls:sys_enter */
	PERF_EVENT_TRACEPOINT, /* another one */
	PERF_EVENT_FAULT_MAJOR,
	PERF_EVENT_FAULT_MINOR,
	PERF_EVENT_DUMMY, /* nothing but side-band records */
};

/* One of the events that are opened for each thread (cgroup, CPU) of a trace. */
struct perf_event_spec {
	enum perf_event_role role;
	uint32_t id; /* of the tracepoint */
	const char *name; /* `system:event`, for messages */
	const char *filter; /* for the kernel (PERF_EVENT_IOC_SET_FILTER); NULL or empty: none */
	bool later; /* it records nothing before source_widen(), and gets its filter then */
};

struct perf_event_plan {
	const struct diag *diag;
	const struct decode_layout *layout;
	struct formats *formats; /* tells why the kernel refused a filter; may be NULL */
	/*
	 * What is opened; the exit side of calls comes first. Side-band records come with
	 * sys_enter, or else with the dummy.
	 */
	const struct perf_event_spec *specs;
	size_t spec_cnt;
	bool inherit; /* children and new threads are followed */
	bool on_exec; /* starts with the next exec of the thread, else when enabled */
	bool maps_data; /* side-band tells also of mappings that are not code */
	bool cgroups; /* side-band tells of new cgroups */
	/* To be recorded: as perf's tools can read it, with ids, and build-ids of what is mapped. */
	bool record;
	bool backward; /* all but the dummy, which alone has side-band records then */
	bool format_lost; /* PERF_FORMAT_LOST works, as far as we know */
	bool build_id; /* the same of perf_event_attr.build_id */
	bool opened; /* at least one event, so that the two are certain */
	uint32_t wakeup_bytes;
};

/* Whose records an event writes. */
enum perf_scope_kind {
	PERF_SCOPE_ALL, /* every thread */
	PERF_SCOPE_THREAD, /* thread @id */
	PERF_SCOPE_CGROUP, /* the threads of the cgroup whose directory is open as @id, and below it */
};

struct perf_scope {
	enum perf_scope_kind kind;
	int id;
};

/*
 * What our events have in common; tracepoint ids are still to be filled in. @with_id: each
 * record tells the event it came from; @with_cgroup: the cgroup of its thread; @with_addr:
 * addresses, as page faults have them.
 */
struct perf_event_fields {
	bool with_id;
	bool with_cgroup;
	bool with_addr;
	/*
	 * For a recording: PERF_SAMPLE_IDENTIFIER and _CPU in all; addresses are then only in the
	 * samples of page faults, whatever @with_addr says.
	 */
	bool record;
};
struct decode_layout perf_event_layout(const struct perf_event_fields *f);

/* What @spec is opened with. */
struct perf_event_attr perf_event_attr_of(const struct perf_event_plan *plan,
					  const struct perf_event_spec *spec);

/*
 * Opens one event, disabled, of @scope on @cpu, with its filter. Raises the limit of file
 * descriptors when it is reached. Returns the file descriptor or -errno, without a sentence.
 */
int perf_event_new(struct perf_event_plan *plan, const struct perf_event_spec *spec,
		   const struct perf_scope *scope, int cpu);

/* Says why perf_event_new() or mapping its ring was refused; returns @err. */
int perf_event_explain(const struct perf_event_plan *plan, int err,
		       const struct perf_event_spec *spec, const struct perf_scope *scope, int cpu);

/* Whether events of all threads (PERF_SCOPE_ALL) are allowed to us, as far as can be said. */
bool perf_event_may_open_all(void);

/* The id of the event, as in its records. Returns 0 or -errno. */
int perf_event_id(int fd, uint64_t *id);

/* How many records of @fd the kernel dropped (PERF_FORMAT_LOST). Returns 0 or -errno. */
int perf_event_lost(int fd, uint64_t *cnt);

#endif
