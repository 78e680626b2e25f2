/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening perf events; see perf_event.h and perf_event_open(2). */
#include "capture/perf_event.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "task/proc.h"
#include "util/caps.h"
#include "util/sysfile.h"
#include "util/text.h"

#ifndef PERF_FORMAT_LOST
#define PERF_FORMAT_LOST (1U << 4) /* linux/perf_event.h, since 6.0 */
#endif

struct decode_layout perf_event_layout(const struct perf_event_fields *f)
{
	const uint64_t recorded = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_CPU;
	const uint64_t read = (f->with_id ? PERF_SAMPLE_ID : 0) |
			      (f->with_addr ? PERF_SAMPLE_IP | PERF_SAMPLE_ADDR : 0);

	return (struct decode_layout){
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW |
			       (f->with_cgroup ? PERF_SAMPLE_CGROUP : 0) |
			       (f->record ? recorded : read),
		.sample_id_all = true,
		.enter_regs_mask = arch_abi_regs_mask(),
	};
}

/* Of what the kernel tells about tasks, beside the samples, we take everything once. */
static void add_side_band(const struct perf_event_plan *plan, struct perf_event_attr *attr)
{
	attr->comm = 1;
	attr->comm_exec = 1;
	attr->task = 1;
	attr->mmap = 1;
	attr->mmap2 = 1;
	attr->mmap_data = plan->maps_data;
	attr->cgroup = plan->cgroups;
	attr->build_id = plan->record && plan->build_id;
}

struct perf_event_attr perf_event_attr_of(const struct perf_event_plan *plan,
					  const struct perf_event_spec *spec)
{
	const struct decode_layout *l = plan->layout;
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = spec->id,
		.sample_period = 1,
		.sample_type = l->sample_type,
		.read_format = (plan->record ? PERF_FORMAT_ID : 0) |
			       (plan->format_lost ? PERF_FORMAT_LOST : 0),
		.disabled = 1,
		.inherit = plan->inherit,
		.enable_on_exec = plan->on_exec && !spec->later,
		.sample_id_all = l->sample_id_all,
		.write_backward = plan->backward && spec->role != PERF_EVENT_DUMMY,
		/* One wake-up for many records: what makes perf trace slow is one for each. */
		.watermark = 1,
		.wakeup_watermark = plan->wakeup_bytes,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
	};

	/* Nobody reads it before it is paused: as few wake-ups as there can be. */
	if (attr.write_backward)
		attr.wakeup_watermark = UINT32_MAX;
	switch (spec->role) {
	case PERF_EVENT_EXIT:
	case PERF_EVENT_TRACEPOINT:
		break;
	case PERF_EVENT_ENTER:
		if (l->enter_regs_mask) {
			attr.sample_type |= PERF_SAMPLE_REGS_USER;
			attr.sample_regs_user = l->enter_regs_mask;
		}
		if (!spec->later && !plan->backward)
			add_side_band(plan, &attr);
		break;
	case PERF_EVENT_FAULT_MAJOR:
		attr.sample_type |= PERF_SAMPLE_IP | PERF_SAMPLE_ADDR;
		attr.type = PERF_TYPE_SOFTWARE;
		attr.config = PERF_COUNT_SW_PAGE_FAULTS_MAJ;
		break;
	case PERF_EVENT_FAULT_MINOR:
		attr.sample_type |= PERF_SAMPLE_IP | PERF_SAMPLE_ADDR;
		attr.type = PERF_TYPE_SOFTWARE;
		attr.config = PERF_COUNT_SW_PAGE_FAULTS_MIN;
		break;
	case PERF_EVENT_DUMMY:
		attr.type = PERF_TYPE_SOFTWARE;
		attr.config = PERF_COUNT_SW_DUMMY;
		add_side_band(plan, &attr);
		break;
	}
	return attr;
}

/*
 * Raises the limit of open files to the hard limit, and with CAP_SYS_RESOURCE to what the
 * kernel allows at all. True when there is more room than before.
 */
static bool raise_fd_limit(const struct diag *d)
{
	rlim_t most = (rlim_t)sysfile_long("/proc/sys/fs/nr_open", 1024 * 1024);
	struct rlimit rl, old;

	if (getrlimit(RLIMIT_NOFILE, &rl))
		return false;
	old = rl;
	rl.rlim_cur = rl.rlim_max = most;
	if (old.rlim_max >= most || setrlimit(RLIMIT_NOFILE, &rl)) {
		rl.rlim_cur = rl.rlim_max = old.rlim_max;
		if (old.rlim_cur == rl.rlim_cur || setrlimit(RLIMIT_NOFILE, &rl))
			return false;
	}
	diag_say(d, DIAG_INFO, "raised the limit of open files from %llu to %llu",
		 (unsigned long long)old.rlim_cur, (unsigned long long)rl.rlim_cur);
	return true;
}

static int sys_perf_event_open(struct perf_event_attr *attr, const struct perf_scope *scope,
			       int cpu)
{
	unsigned long flags = PERF_FLAG_FD_CLOEXEC;
	int id = -1, fd;

	if (scope->kind != PERF_SCOPE_ALL)
		id = scope->id;
	if (scope->kind == PERF_SCOPE_CGROUP)
		flags |= PERF_FLAG_PID_CGROUP;
	fd = (int)syscall(SYS_perf_event_open, attr, id, cpu, -1, flags);
	return fd < 0 ? -errno : fd;
}

/*
 * As long as we do not know better, a refusal may be due to PERF_FORMAT_LOST (since 6.0), or to
 * attr.build_id (since 5.12). Returns whether one of the two was tried and is given up now.
 */
static bool ask_for_less(struct perf_event_plan *plan)
{
	if (plan->opened)
		return false;
	if (plan->format_lost) {
		plan->format_lost = false;
		return true;
	}
	if (plan->record && plan->build_id) {
		plan->build_id = false;
		return true;
	}
	return false;
}

static int open_event(struct perf_event_plan *plan, const struct perf_event_spec *spec,
		      const struct perf_scope *scope, int cpu)
{
	struct perf_event_attr attr = perf_event_attr_of(plan, spec);
	int fd = sys_perf_event_open(&attr, scope, cpu);

	if (fd == -EMFILE && raise_fd_limit(plan->diag))
		fd = sys_perf_event_open(&attr, scope, cpu);
	if (fd == -EINVAL && ask_for_less(plan))
		return open_event(plan, spec, scope, cpu);
	plan->opened |= fd >= 0;
	return fd;
}

/*
 * Refused by the kernel's parser, and not for another reason; EBADR is no errno of ours else. That
 * parser tells of quotes and parentheses that do not match by -1, -2 and -3, which are no errors.
 */
enum { ERR_FILTER = EBADR };

static int filter_error(int err)
{
	return err == ENOMEM || err == EFAULT || err == EACCES ? -err : -ERR_FILTER;
}

int perf_event_new(struct perf_event_plan *plan, const struct perf_event_spec *spec,
		   const struct perf_scope *scope, int cpu)
{
	int fd = open_event(plan, spec, scope, cpu), err;

	if (fd < 0 || spec->later || !spec->filter || !*spec->filter ||
	    !ioctl(fd, PERF_EVENT_IOC_SET_FILTER, spec->filter))
		return fd;
	err = filter_error(errno);
	close(fd);
	return err;
}

bool perf_event_may_open_all(void)
{
	bool perfmon = caps_have(CAP_PERFMON) || caps_have(CAP_SYS_ADMIN);

	return (perfmon && proc_is_initial_user_ns()) ||
	       sysfile_long("/proc/sys/kernel/perf_event_paranoid", 2) < 0;
}

/* Which check said no: see "perf_event related configuration files" in perf_event_open(2). */
static int explain_denied(const struct diag *d, int err, const struct perf_event_spec *spec,
			  const struct perf_scope *scope)
{
	long paranoid = sysfile_long("/proc/sys/kernel/perf_event_paranoid", 2);
	bool perfmon = caps_have(CAP_PERFMON) || caps_have(CAP_SYS_ADMIN);

	if (perfmon && !proc_is_initial_user_ns())
		return diag_fail(d, err,
				 "perf_event_open: %s; CAP_PERFMON of a user namespace does not count: run "
				 "outside of it, or lower /proc/sys/kernel/perf_event_paranoid (it is %ld)",
				 strerror(-err), paranoid);
	if (perfmon)
		return diag_fail(d, err,
				 "perf_event_open of %s: %s, although CAP_PERFMON is there: a security "
				 "module or the container's seccomp profile forbids it, or the kernel "
				 "records no such event",
				 spec->name, strerror(-err));
	if (scope->kind != PERF_SCOPE_THREAD)
		return diag_fail(d, err,
				 "tracing all processes%s needs CAP_PERFMON, which is missing, or "
				 "/proc/sys/kernel/perf_event_paranoid at -1 (it is %ld): run as root",
				 scope->kind == PERF_SCOPE_CGROUP ? " of a cgroup" : "", paranoid);
	return diag_fail(d, err,
			 "tracing thread %d needs CAP_PERFMON, which is missing, or your own process "
			 "and /proc/sys/kernel/perf_event_paranoid at 1 or less (it is %ld): run as root",
			 scope->id, paranoid);
}

static void put_scope(struct text *t, const struct perf_scope *scope)
{
	switch (scope->kind) {
	case PERF_SCOPE_ALL:
		text_str(t, "all threads");
		break;
	case PERF_SCOPE_CGROUP:
		text_str(t, "the threads of a cgroup");
		break;
	case PERF_SCOPE_THREAD:
		text_str(t, "thread ");
		text_i64(t, scope->id);
		break;
	}
}

int perf_event_explain(const struct perf_event_plan *plan, int err,
		       const struct perf_event_spec *spec, const struct perf_scope *scope, int cpu)
{
	const struct diag *d = plan->diag;
	char who[48] = "";
	struct text t;

	switch (-err) {
	case EACCES:
	case EPERM:
		return explain_denied(d, err, spec, scope);
	case EMFILE:
		return diag_fail(d, err,
				 "not enough file descriptors (%zu for each thread on each CPU), and the "
				 "limit cannot be raised further: raise the hard limit (ulimit -Hn), or "
				 "trace fewer threads with -t or all processes with -a",
				 plan->spec_cnt);
	case ENFILE:
		return diag_fail(d, err,
				 "the machine is out of file descriptors: see /proc/sys/fs/file-max");
	case ENODEV:
		return diag_fail(d, err, "CPU %d is offline", cpu);
	case ENOSYS:
		return diag_fail(d, err, "this kernel has no perf events (CONFIG_PERF_EVENTS)");
	case ERR_FILTER:
		if (plan->formats && spec->id)
			return formats_explain_filter(plan->formats, spec->id, spec->filter, d);
		return diag_fail(d, -EINVAL, "the kernel refuses the filter of %s: %s", spec->name,
				 spec->filter);
	default:
		text_init(&t, who, sizeof(who) - 1);
		put_scope(&t, scope);
		return diag_fail(d, err, "perf_event_open of %s for %s on CPU %d: %s", spec->name,
				 who, cpu, strerror(-err));
	}
}

int perf_event_id(int fd, uint64_t *id)
{
	return ioctl(fd, PERF_EVENT_IOC_ID, id) ? -errno : 0;
}

int perf_event_lost(int fd, uint64_t *cnt)
{
	uint64_t values[3]; /* the count, and what PERF_FORMAT_ID and, as the last, _LOST add */
	ssize_t n = read(fd, values, sizeof(values));

	if (n < 0)
		return -errno;
	if (n < 2 * (ssize_t)sizeof(*values))
		return -ENOTSUP;
	*cnt = values[n / (ssize_t)sizeof(*values) - 1];
	return 0;
}
