/* SPDX-License-Identifier: GPL-2.0-only */
/* What the synth files share; for nobody else. */
#ifndef SYSTRAIL_CAPTURE_SYNTH_PRIVATE_H
#define SYSTRAIL_CAPTURE_SYNTH_PRIVATE_H

#include "capture/synth.h"
#include "perfdata/build_ids.h"
#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "util/idset.h"

/* A record is at most that long, as its size has 16 bits and is a multiple of 8. */
enum { SYNTH_RECORD_BYTES = 65528 };

/* Files whose build-ids are kept; those of more are read each time. */
enum { SYNTH_FILES_MAX = 16384 };

struct synth_fds;
struct synth_kernel;

struct synth {
	struct synth_config cfg;
	const struct diag *diag;
	size_t trailer_bytes; /* what sample_id_all adds */
	bool maps;
	struct synth_kernel *kernel;
	struct idset processes; /* those of which all was told */
	struct build_ids *files; /* what is known of files, by device and inode */
	struct synth_fds *fds; /* NULL: they are not told */
	/* The containers that were told, by the numbers of their cgroups, and whether with a name. */
	struct synth_container {
		uint64_t cgroup_id;
		bool named;
	} * containers;
	size_t container_cnt;
	uint64_t next_containers_ns; /* when it is worth to look for others */
	size_t used; /* of the record that is being made */
	union {
		struct perf_event_header hdr;
		unsigned char bytes[SYNTH_RECORD_BYTES];
		uint64_t align;
	} rec;
};

/* Begins a record that starts with the @size bytes of @start, its header first. */
void synth_begin(struct synth *s, const void *start, size_t size);

/* Appends bytes; false, and nothing, when the record would be too long. */
bool synth_put(struct synth *s, const void *bytes, size_t size);

/*
 * Completes the record, filled up to a multiple of 8, and gives it to the caller. synth_emit() with
 * what sample_id_all adds, synth_emit_rider() without. They return 0 or -errno.
 */
int synth_emit(struct synth *s);
int synth_emit_rider(struct synth *s);

/* The head of a rider; the size is set at its end. */
struct rider synth_rider(enum rider_kind kind, uint64_t time_ns);

/* Where the kernel and its modules are. NULL when memory is short. */
struct synth_kernel *synth_kernel_read(void);
void synth_kernel_free(struct synth_kernel *k);

/* What is mapped in the process of thread @tid. */
int synth_process_maps(struct synth *s, int pid, int tid);

/* See synth_sockets(). */
struct synth_fds *synth_fds_new(enum fd_names names);
void synth_fds_free(struct synth_fds *f);

/* As if none had been told yet. Accepts NULL. */
void synth_fds_again(struct synth_fds *f);

/* The file descriptors of the process of thread @tid, but for its sockets, which are noted. */
int synth_process_fds(struct synth *s, int pid, int tid);

#endif
