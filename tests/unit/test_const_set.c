/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generated constants: what the formatters rely on holds for every set, and values agree with
 * the headers that this test is compiled with.
 */
#include "unit/check.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/loop.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/quota.h>
#include <linux/reboot.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "syscall/const_set.h"
#include "syscall/ioctl.h"

static const struct const_row *by_name(const struct const_set *set, const char *name)
{
	for (unsigned int i = 0; i < set->row_cnt; i++)
		if (!strcmp(set->rows[i].name, name))
			return &set->rows[i];
	return NULL;
}

/* May @row stand directly behind @before? */
static bool in_order(const struct const_set *set, const struct const_row *before,
		     const struct const_row *row)
{
	int bit_cnt = __builtin_popcountll(row->value);
	int bit_cnt_before = __builtin_popcountll(before->value);

	if (set->kind == CONST_ENUM || bit_cnt == bit_cnt_before)
		return before->value < row->value;
	return bit_cnt < bit_cnt_before;
}

static void check_rows(const struct const_set *set)
{
	for (unsigned int i = 0; i < set->row_cnt; i++) {
		const struct const_row *row = &set->rows[i];

		if (i && !in_order(set, row - 1, row))
			fail_msg("%s: %s is not behind %s", set->name, row->name, row[-1].name);
		if (row->value & set->field_mask && row->value != UINT32_MAX)
			fail_msg("%s: %s lies in the field", set->name, row->name);
		if (!row->len || row->len != strlen(row->name))
			fail_msg("%s: row %u has a wrong length", set->name, i);
		for (unsigned int c = 0; c < row->len; c++)
			if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789",
				    row->name[c]))
				fail_msg("%s: %s is no name", set->name, row->name);
		assert_ptr_equal(by_name(set, row->name), row);
		if (set->kind == CONST_ENUM)
			assert_ptr_equal(const_set_find(set, row->value), row);
	}
}

static void test_rows_are_in_order(void **state)
{
	const struct const_set *set;
	size_t cnt;

	(void)state;
	for (cnt = 0; (set = const_set_at(cnt)); cnt++) {
		assert_int_not_equal(set->row_cnt, 0);
		assert_non_null(set->prefix);
		check_rows(set);
	}
	assert_true(cnt > 200);
	assert_null(const_set_at(cnt + 1));
}

static void test_fields_are_values_of_another_set(void **state)
{
	const struct const_set *set;

	(void)state;
	for (size_t i = 0; (set = const_set_at(i)); i++) {
		assert_int_equal(!set->field, !set->field_mask);
		if (!set->field)
			continue;
		assert_int_not_equal(set->kind, CONST_ENUM);
		assert_int_equal(set->field->kind, CONST_ENUM);
		for (unsigned int r = 0; r < set->field->row_cnt; r++)
			if (set->field->rows[r].value & ~set->field_mask)
				fail_msg("%s: %s does not fit into the field", set->name,
					 set->field->rows[r].name);
	}
}

static void test_arm_twins(void **state)
{
	const struct const_set *set;
	unsigned int cnt = 0;

	(void)state;
	for (size_t i = 0; (set = const_set_at(i)); i++) {
		assert_ptr_equal(const_set_of(set, ABI_X86_64), set);
		assert_ptr_equal(const_set_of(set, ABI_I386), set);
		assert_ptr_equal(const_set_of(set, ABI_ARM64), set->arm ? set->arm : set);
		assert_ptr_equal(const_set_of(set, ABI_ARM), set->arm ? set->arm : set);
		if (!set->arm)
			continue;
		cnt++;
		assert_null(set->arm->arm);
		assert_int_equal(set->arm->kind, set->kind);
		assert_string_equal(set->arm->prefix, set->prefix);
		assert_ptr_equal(set->arm->field, set->field);
		assert_int_equal(set->arm->field_mask, set->field_mask);
	}
	assert_int_not_equal(cnt, 0);
}

static void test_names_of_sets_differ(void **state)
{
	const struct const_set *a, *b;

	(void)state;
	for (size_t i = 0; (a = const_set_at(i)); i++)
		for (size_t j = i + 1; (b = const_set_at(j)); j++)
			assert_string_not_equal(a->name, b->name);
}

struct fact {
	const struct const_set *set;
	const char *name;
	uint64_t value;
};

/* The value of an int, as it arrives: 32 bits of the register. */
#define INT(set, name, value)                       \
	{                                           \
		&set_##set, name, (uint32_t)(value) \
	}
#define WIDE(set, name, value)                      \
	{                                           \
		&set_##set, name, (uint64_t)(value) \
	}

static void expect_facts(const struct fact *facts, size_t cnt, enum abi abi)
{
	for (size_t i = 0; i < cnt; i++) {
		const struct const_set *set = const_set_of(facts[i].set, abi);
		const struct const_row *row = by_name(set, facts[i].name);

		if (!row)
			fail_msg("%s has no %s", set->name, facts[i].name);
		else if (row->value != facts[i].value)
			fail_msg("%s: %s is %#llx", set->name, row->name,
				 (unsigned long long)row->value);
	}
}

/* From the manual pages: what a wrong header or a wrong line in constants.txt would change. */
static void test_known_values(void **state)
{
	static const struct fact everywhere[] = {
		INT(epoll_create_flags, "CLOEXEC", 0x80000),
		INT(open_flags, "CLOEXEC", 0x80000),
		INT(clone_flags, "NEWUSER", 0x10000000),
		WIDE(clone_flags, "INTO_CGROUP", 0x200000000),
		INT(unshare_flags, "NEWTIME", 0x80),
		INT(signals, "TERM", 15),
		INT(signals, "RTMIN", 32),
		INT(signals, "RT_32", 64),
		INT(at_fd, "FDCWD", -100),
		INT(socket_family, "UNIX", 1),
		INT(packet_protocol, "IP", 0x0008),
		INT(packet_protocol, "ALL", 0x0300),
		INT(mmap_prot, "NONE", 0),
		INT(key_serial, "SESSION_KEYRING", -3),
		INT(quota_cmd, "GETQUOTA", 0x80000700),
		INT(ioprio_class, "BE", 2 << 13),
		INT(futex_wake_op, "XOR", 4 << 28),
		INT(rusage_who, "CHILDREN", -1),
	};
	static const struct fact x86[] = {
		INT(open_flags, "DIRECT", 040000),	    INT(open_flags, "LARGEFILE", 0100000),
		INT(open_flags, "DIRECTORY", 0200000),	    INT(open_flags, "NOFOLLOW", 0400000),
		INT(pipe_flags, "DIRECT", 040000),	    INT(ptrace_request, "GETREGS", 12),
		INT(ptrace_request, "SET_THREAD_AREA", 26), INT(mmap_flags, "32BIT", 0x40),
	};
	static const struct fact arm[] = {
		INT(open_flags, "DIRECTORY", 040000),  INT(open_flags, "NOFOLLOW", 0100000),
		INT(open_flags, "DIRECT", 0200000),    INT(open_flags, "LARGEFILE", 0400000),
		INT(pipe_flags, "DIRECT", 0200000),    INT(ptrace_request, "PEEKMTETAGS", 33),
		INT(ptrace_request, "GETVFPREGS", 27), INT(mmap_prot, "BTI", 0x10),
	};

	(void)state;
	expect_facts(everywhere, ARRAY_CNT(everywhere), ABI_X86_64);
	expect_facts(everywhere, ARRAY_CNT(everywhere), ABI_ARM64);
	expect_facts(x86, ARRAY_CNT(x86), ABI_X86_64);
	expect_facts(x86, ARRAY_CNT(x86), ABI_I386);
	expect_facts(arm, ARRAY_CNT(arm), ABI_ARM64);
	expect_facts(arm, ARRAY_CNT(arm), ABI_ARM);
	assert_null(by_name(set_mmap_flags.arm, "32BIT"));
}

static void test_agree_with_headers(void **state)
{
	static const struct fact facts[] = {
		/* files */
		INT(open_access, "RDWR", O_RDWR),
		INT(open_flags, "CREAT", O_CREAT),
		INT(open_flags, "SYNC", O_SYNC),
		INT(open_flags, "TMPFILE", O_TMPFILE),
		INT(open_flags, "DIRECTORY", O_DIRECTORY),
		INT(open_flags, "ASYNC", O_ASYNC),
		INT(access_mode, "R", R_OK),
		INT(access_mode, "X", X_OK),
		INT(at_stat_flags, "EMPTY_PATH", AT_EMPTY_PATH),
		INT(at_access_flags, "EACCESS", AT_EACCESS),
		INT(at_unlink_flags, "REMOVEDIR", AT_REMOVEDIR),
		INT(statx_mask, "BASIC_STATS", STATX_BASIC_STATS),
		INT(fcntl_cmd, "SETLKW", F_SETLKW),
		INT(fcntl_cmd, "OFD_SETLK", F_OFD_SETLK),
		INT(fcntl_cmd, "ADD_SEALS", F_ADD_SEALS),
		INT(seals, "FUTURE_WRITE", F_SEAL_FUTURE_WRITE),
		INT(lock_type, "UNLCK", F_UNLCK),
		INT(dnotify_mask, "MULTISHOT", DN_MULTISHOT),
		INT(flock_op, "NB", LOCK_NB),
		INT(whence, "HOLE", SEEK_HOLE),
		INT(fallocate_mode, "PUNCH_HOLE", FALLOC_FL_PUNCH_HOLE),
		INT(fadvise, "DONTNEED", POSIX_FADV_DONTNEED),
		INT(sync_file_range_flags, "WRITE", SYNC_FILE_RANGE_WRITE),
		INT(splice_flags, "MOVE", SPLICE_F_MOVE),
		INT(splice_flags, "NONBLOCK", SPLICE_F_NONBLOCK),
		INT(splice_flags, "MORE", SPLICE_F_MORE),
		INT(splice_flags, "GIFT", SPLICE_F_GIFT),
		INT(rename_flags, "EXCHANGE", RENAME_EXCHANGE),
		INT(file_type, "SOCK", S_IFSOCK),
		INT(mount_flags, "RELATIME", MS_RELATIME),
		INT(umount_flags, "FORCE", MNT_FORCE),
		INT(umount_flags, "DETACH", MNT_DETACH),
		INT(umount_flags, "EXPIRE", MNT_EXPIRE),
		INT(umount_flags, "UMOUNT_NOFOLLOW", UMOUNT_NOFOLLOW),
		INT(swap_flags, "PREFER", SWAP_FLAG_PREFER),
		INT(swap_flags, "DISCARD", SWAP_FLAG_DISCARD),
		INT(quota_type, "GRPQUOTA", GRPQUOTA),
		INT(fanotify_mask, "ONDIR", FAN_ONDIR),
		INT(inotify_mask, "ONESHOT", IN_ONESHOT),
		/* memory */
		INT(mmap_prot, "EXEC", PROT_EXEC),
		INT(mmap_flags, "ANONYMOUS", MAP_ANONYMOUS),
		INT(mmap_type, "PRIVATE", MAP_PRIVATE),
		INT(mremap_flags, "FIXED", MREMAP_FIXED),
		INT(msync_flags, "SYNC", MS_SYNC),
		INT(madvise, "HUGEPAGE", MADV_HUGEPAGE),
		INT(mlockall_flags, "FUTURE", MCL_FUTURE),
		INT(memfd_flags, "CLOEXEC", MFD_CLOEXEC),
		/* processes */
		INT(clone_flags, "VM", CLONE_VM),
		INT(clone_flags, "IO", CLONE_IO),
		INT(namespaces, "NEWNET", CLONE_NEWNET),
		INT(wait_options, "NOHANG", WNOHANG),
		INT(wait_options, "__WALL", __WALL),
		INT(wait_options, "__WCLONE", __WCLONE),
		INT(wait_options, "__WNOTHREAD", __WNOTHREAD),
		INT(waitid_type, "PGID", P_PGID),
		INT(prctl_option, "SET_NAME", PR_SET_NAME),
		INT(prctl_option, "SET_VMA", PR_SET_VMA),
		INT(prctl_mm, "BRK", PR_SET_MM_BRK),
		INT(seccomp_op, "SET_MODE_FILTER", SECCOMP_SET_MODE_FILTER),
		INT(persona, "LINUX32", PER_LINUX32),
		INT(personality, "ADDR_NO_RANDOMIZE", ADDR_NO_RANDOMIZE),
		INT(rlimit_resource, "NOFILE", RLIMIT_NOFILE),
		INT(sched_policy_name, "BATCH", SCHED_BATCH),
		INT(sched_policy, "RESET_ON_FORK", SCHED_RESET_ON_FORK),
		INT(priority_which, "USER", PRIO_USER),
		INT(ptrace_request, "SEIZE", PTRACE_SEIZE),
		INT(ptrace_options, "EXITKILL", PTRACE_O_EXITKILL),
		/* futexes, events, signals, time */
		INT(futex_cmd, "WAIT_BITSET", FUTEX_WAIT_BITSET),
		INT(futex_op, "PRIVATE_FLAG", FUTEX_PRIVATE_FLAG),
		INT(futex_wake_op, "ADD", FUTEX_OP_ADD << 28),
		INT(futex_wake_val3, "CMP_GE", FUTEX_OP_CMP_GE << 24),
		INT(epoll_ctl_op, "MOD", EPOLL_CTL_MOD),
		INT(epoll_events, "ET", EPOLLET),
		INT(poll_events, "NVAL", POLLNVAL),
		INT(eventfd_flags, "SEMAPHORE", EFD_SEMAPHORE),
		INT(eventfd_flags, "NONBLOCK", EFD_NONBLOCK),
		INT(eventfd_flags, "CLOEXEC", EFD_CLOEXEC),
		INT(timerfd_settime_flags, "ABSTIME", TFD_TIMER_ABSTIME),
		INT(userfaultfd_flags, "CLOEXEC", O_CLOEXEC),
		INT(signals, "CHLD", SIGCHLD),
		INT(signals, "IO", SIGIO),
		INT(signals, "SYS", SIGSYS),
		INT(sigprocmask_how, "SETMASK", SIG_SETMASK),
		INT(sigaction_flags, "RESTART", SA_RESTART),
		INT(si_code, "TKILL", SI_TKILL),
		INT(clockid, "BOOTTIME", CLOCK_BOOTTIME),
		INT(timer_flags, "ABSTIME", TIMER_ABSTIME),
		/* sockets */
		INT(socket_family, "INET6", AF_INET6),
		INT(socket_family, "NETLINK", AF_NETLINK),
		INT(socket_family, "VSOCK", AF_VSOCK),
		INT(socket_family, "XDP", AF_XDP),
		INT(socket_kind, "SEQPACKET", SOCK_SEQPACKET),
		INT(socket_kind, "PACKET", SOCK_PACKET),
		INT(socket_type, "NONBLOCK", SOCK_NONBLOCK),
		INT(socket_flags, "CLOEXEC", SOCK_CLOEXEC),
		INT(ip_protocol, "ICMPV6", IPPROTO_ICMPV6),
		INT(netlink_protocol, "KOBJECT_UEVENT", NETLINK_KOBJECT_UEVENT),
		INT(socket_level, "SOCKET", SOL_SOCKET),
		INT(socket_level, "IPV6", SOL_IPV6),
		INT(socket_level, "BLUETOOTH", SOL_BLUETOOTH),
		INT(socket_level, "XDP", SOL_XDP),
		INT(sockopt, "REUSEPORT", SO_REUSEPORT),
		INT(sockopt, "RCVTIMEO", SO_RCVTIMEO),
		INT(sockopt_ip, "TRANSPARENT", IP_TRANSPARENT),
		INT(sockopt_ip, "MCAST_MSFILTER", MCAST_MSFILTER),
		INT(sockopt_ipv6, "V6ONLY", IPV6_V6ONLY),
		INT(sockopt_tcp, "NODELAY", TCP_NODELAY),
		INT(sockopt_tcp, "REPAIR_QUEUE", TCP_REPAIR_QUEUE),
		INT(msg_flags, "NOSIGNAL", MSG_NOSIGNAL),
		INT(msg_flags, "WAITFORONE", MSG_WAITFORONE),
		INT(msg_flags, "CMSG_CLOEXEC", MSG_CMSG_CLOEXEC),
		INT(msg_flags, "ZEROCOPY", MSG_ZEROCOPY),
		INT(msg_flags, "FASTOPEN", MSG_FASTOPEN),
		INT(shutdown_how, "RDWR", SHUT_RDWR),
		/* kernel interfaces, System V IPC */
		INT(bpf_cmd, "LINK_CREATE", BPF_LINK_CREATE),
		INT(perf_flags, "FD_CLOEXEC", PERF_FLAG_FD_CLOEXEC),
		INT(io_uring_register_name, "REGISTER_PBUF_RING", IORING_REGISTER_PBUF_RING),
		INT(io_uring_setup_flags, "SQPOLL", IORING_SETUP_SQPOLL),
		INT(keyctl_op, "SEARCH", KEYCTL_SEARCH),
		INT(reboot_cmd, "POWER_OFF", LINUX_REBOOT_CMD_POWER_OFF),
		INT(semctl_cmd, "SETVAL", SETVAL),
		INT(shmget_flags, "SHM_HUGETLB", SHM_HUGETLB),
		INT(shmat_flags, "RDONLY", SHM_RDONLY),
		INT(ipc_get_flags, "EXCL", IPC_EXCL),
	};

	(void)state;
	expect_facts(facts, ARRAY_CNT(facts), arch_native_abi());
}

static void test_find(void **state)
{
	(void)state;
	assert_string_equal(const_set_find(&set_signals, SIGKILL)->name, "KILL");
	assert_null(const_set_find(&set_signals, 0));
	assert_null(const_set_find(&set_signals, 65));
	assert_null(const_set_find(&set_signals, UINT64_MAX));
	assert_string_equal(const_set_find(&set_fcntl_cmd, F_DUPFD)->name, "DUPFD");
	assert_string_equal(const_set_find(&set_fcntl_cmd, F_GETPIPE_SZ)->name, "GETPIPE_SZ");
	assert_null(const_set_find(&set_fcntl_cmd, 1023));
}

static void test_ioctl_rows_are_in_order(void **state)
{
	static const struct ioctl_row rows[] = {
#define IOCTL(request, name, arg) { request, IOCTL_##arg, name },
#include "syscall/ioctl_rows.h"
#undef IOCTL
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		if (i && rows[i].request <= rows[i - 1].request)
			fail_msg("%s is not behind %s", rows[i].name, rows[i - 1].name);
		assert_true(rows[i].name[0] >= 'A' && rows[i].name[0] <= 'Z');
	}
}

static void expect_ioctl(uint32_t request, const char *name, enum ioctl_arg arg)
{
	const struct ioctl_row *row = ioctl_find(request);

	assert_non_null(row);
	assert_string_equal(row->name, name);
	assert_int_equal(row->arg, arg);
}

static void test_ioctls(void **state)
{
	(void)state;
	expect_ioctl(TCGETS, "TCGETS", IOCTL_PTR);
	expect_ioctl(TIOCGWINSZ, "TIOCGWINSZ", IOCTL_PTR);
	expect_ioctl(TIOCSCTTY, "TIOCSCTTY", IOCTL_INT);
	expect_ioctl(FIONREAD, "FIONREAD", IOCTL_PTR);
	expect_ioctl(FIOCLEX, "FIOCLEX", IOCTL_NONE);
	expect_ioctl(SIOCGIFINDEX, "SIOCGIFINDEX", IOCTL_PTR);
	expect_ioctl(LOOP_SET_FD, "LOOP_SET_FD", IOCTL_FD);
	expect_ioctl(LOOP_CTL_GET_FREE, "LOOP_CTL_GET_FREE", IOCTL_NONE);
	expect_ioctl(PERF_EVENT_IOC_ENABLE, "PERF_EVENT_IOC_ENABLE", IOCTL_INT);
	expect_ioctl(PERF_EVENT_IOC_SET_OUTPUT, "PERF_EVENT_IOC_SET_OUTPUT", IOCTL_FD);
	expect_ioctl(PERF_EVENT_IOC_SET_FILTER, "PERF_EVENT_IOC_SET_FILTER", IOCTL_PTR);
	expect_ioctl(UFFDIO_API, "UFFDIO_API", IOCTL_PTR);
	expect_ioctl(0x40049409, "FICLONE", IOCTL_FD);
	expect_ioctl(1, "FIBMAP", IOCTL_PTR);
	assert_null(ioctl_find(0));
	assert_null(ioctl_find(UINT32_MAX));
	assert_int_equal(ioctl_arg_of(UINT32_MAX)->kind, ARG_PTR);
	assert_null(ioctl_arg_of(FIOCLEX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_in_order),
		cmocka_unit_test(test_fields_are_values_of_another_set),
		cmocka_unit_test(test_arm_twins),
		cmocka_unit_test(test_names_of_sets_differ),
		cmocka_unit_test(test_known_values),
		cmocka_unit_test(test_agree_with_headers),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_ioctl_rows_are_in_order),
		cmocka_unit_test(test_ioctls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
