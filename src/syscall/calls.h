/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the system calls are: a row for each, in the order of their names, written in the words
 * that syscall.c defines. What does not apply is left out. This row
 *
 *   CALL(openat, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 2, CLOEXEC),
 *        ARGS(DIRFD(dfd), PATH(filename), FLAGS(flags, open_flags), MODE(mode, WHEN(2, O_CREAT))),
 *        RET(FD))
 *
 * says: openat is in the classes %desc and %file; the fd that it returns is new, and closed by
 * exec if argument 2 (counted from 0) has that flag; these are its arguments, of which the
 * last means something only when argument 2 has that flag; its result is an fd. To add a call,
 * add its row here and its numbers to later.txt.
 *
 * - Arguments have the kernel's names, odd ones too, because perf trace shows those: see
 *   events/syscalls/sys_enter_openat/format in tracefs.
 * - CALL2 is one call that has two names. CALL_OF(ABI, number, name, ...) holds for one ABI,
 *   where the arguments are others than everywhere else.
 * - RET(NONE) means 0 or an error. Without RET the result is a number.
 * - Types are those of the ABI: of i386's time calls the old ones have a timespec of 32-bit
 *   seconds, and timespec64 is the same everywhere. SIZED_BY(2) says that argument 2 counts the
 *   elements of iovec[], or the bytes of anything else.
 * - DATA_IN and DATA_OUT: behind this struct or pointer are the bytes that the result counts, which
 *   go into or come out of the file or socket of the call; buffers beside an FD need no such word.
 *   vmsplice has none: which end of the pipe its fd is, decides.
 * - ZERO marks what perf trace shows even when it is 0, and nothing else.
 * - The classes have the contents that strace gives them.
 * - Where the arguments do not say whether the result is a new fd (signalfd,
 *   landlock_create_ruleset), there is no OPENS: better no name than a wrong one. A mask of
 *   0 in OPENS is "no flag", ~0u is "always closed by exec".
 * - UNDESCRIBED is what nothing describes any more: six words, of which any may be an address.
 * - Values without a name in the headers that syscall.c includes are numbers: 020000000 is
 *   what O_TMPFILE has besides O_DIRECTORY.
 */
/* clang-format off */
CALL(_llseek, CLASS(IN_DESC),
	ARGS(FD(fd), UINT(offset_high), UINT(offset_low), OUT(result, loff_t),
	     ENUM(whence, whence, ZERO)), RET(NONE))
CALL(_newselect, CLASS(IN_DESC),
	ARGS(INT(n), INOUT(inp, fd_set), INOUT(outp, fd_set), INOUT(exp, fd_set),
	     INOUT(tvp, timeval)), RET(READY))
CALL(_sysctl, UNDESCRIBED)
CALL(accept, CLASS(IN_NETWORK), OPENS(SOCKET, 0, 0),
	ARGS(FD(fd), OUT(upeer_sockaddr, sockaddr), INOUT(upeer_addrlen, int)), RET(FD))
CALL(accept4, CLASS(IN_NETWORK), OPENS(SOCKET, 3, CLOEXEC),
	ARGS(FD(fd), OUT(upeer_sockaddr, sockaddr), INOUT(upeer_addrlen, int),
	     FLAGS(flags, socket_flags)), RET(FD))
CALL(access, CLASS(IN_FILE), ARGS(PATH(filename), FLAGS(mode, access_mode)), RET(NONE))
CALL(acct, CLASS(IN_FILE), ARGS(PATH(name)), RET(NONE))
CALL(add_key,
	ARGS(STR(_type), STR(_description), BUF_IN(_payload, 3), ULONG(plen),
	     ENUM(ringid, key_serial)), RET_OF(ENUM, key_serial))
CALL(adjtimex, CLASS(IN_CLOCK), ARGS(INOUT(txc_p, timex)))
CALL(afs_syscall, UNDESCRIBED)
CALL(alarm, ARGS(UINT(seconds)))
CALL(arch_prctl, VARIES(arch_prctl), ARGS(ENUM(option, arch_prctl), PTR(arg2)))
CALL(bdflush, UNDESCRIBED)
CALL(bind, CLASS(IN_NETWORK), DOES(CONNECT),
	ARGS(FD(fd), IN(umyaddr, sockaddr, SIZED_BY(2)), INT(addrlen)), RET(NONE))
CALL(bpf, CLASS(IN_DESC),
	ARGS(ENUM(cmd, bpf_cmd, ZERO), INOUT(uattr, bpf_attr, SIZED_BY(2)), UINT(size)))
CALL(break, CLASS(IN_MEMORY), UNDESCRIBED)
CALL(brk, CLASS(IN_MEMORY), ARGS(PTR(brk)), RET(PTR))
CALL(cachestat, CLASS(IN_DESC),
	ARGS(FD(fd), IN(cstat_range, cachestat_range), OUT(cstat, cachestat), UINT(flags)),
	RET(NONE))
CALL(capget, CLASS(IN_CREDS),
	ARGS(INOUT(header, cap_user_header), OUT(dataptr, cap_user_data[2])), RET(NONE))
CALL(capset, CLASS(IN_CREDS),
	ARGS(INOUT(header, cap_user_header), IN(data, cap_user_data[2])), RET(NONE))
CALL(chdir, CLASS(IN_FILE), DOES(CHDIR), ARGS(PATH(filename)), RET(NONE))
CALL(chmod, CLASS(IN_FILE), ARGS(PATH(filename), MODE(mode)), RET(NONE))
CALL2(chown, chown32, CLASS(IN_FILE), ARGS(PATH(filename), UID(user), UID(group)), RET(NONE))
CALL_OF(I386, 182, chown, CLASS(IN_FILE),
	ARGS(PATH(filename), UID16(user), UID16(group)), RET(NONE))
CALL(chroot, CLASS(IN_FILE), ARGS(PATH(filename)), RET(NONE))
CALL(clock_adjtime, CLASS(IN_CLOCK), ARGS(ENUM(which_clock, clockid), INOUT(utx, timex)))
CALL(clock_adjtime64, CLASS(IN_CLOCK), ARGS(ENUM(which_clock, clockid), INOUT(utx, timex64)))
CALL(clock_getres, CLASS(IN_CLOCK), ARGS(ENUM(which_clock, clockid), OUT(tp, timespec)), RET(NONE))
CALL(clock_getres_time64, CLASS(IN_CLOCK),
	ARGS(ENUM(which_clock, clockid), OUT(tp, timespec64)), RET(NONE))
CALL(clock_gettime, CLASS(IN_CLOCK),
	ARGS(ENUM(which_clock, clockid, ZERO), OUT(tp, timespec)), RET(NONE))
CALL(clock_gettime64, CLASS(IN_CLOCK),
	ARGS(ENUM(which_clock, clockid, ZERO), OUT(tp, timespec64)), RET(NONE))
CALL(clock_nanosleep,
	ARGS(ENUM(which_clock, clockid), FLAGS(flags, timer_flags), IN(rqtp, timespec),
	     OUT(rmtp, timespec)), RET(NONE))
CALL(clock_nanosleep_time64,
	ARGS(ENUM(which_clock, clockid), FLAGS(flags, timer_flags), IN(rqtp, timespec64),
	     OUT(rmtp, timespec64)), RET(NONE))
CALL(clock_settime, CLASS(IN_CLOCK), ARGS(ENUM(which_clock, clockid), IN(tp, timespec)), RET(NONE))
CALL(clock_settime64, CLASS(IN_CLOCK),
	ARGS(ENUM(which_clock, clockid), IN(tp, timespec64)), RET(NONE))
CALL(clone, CLASS(IN_PROCESS), TRAIT(FORKS), DOES(CLONE),
	ARGS(FLAGS(clone_flags, clone_flags), PTR(newsp),
	     OUT(parent_tidptr, int, WHEN(0, CLONE_PARENT_SETTID | CLONE_PIDFD)),
	     OUT(child_tidptr, int, WHEN(0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)),
	     PTR(tls, WHEN(0, CLONE_SETTLS))), RET(PID))
CALL_OF(I386, 120, clone, CLASS(IN_PROCESS), TRAIT(FORKS), DOES(CLONE),
	ARGS(FLAGS(clone_flags, clone_flags), PTR(newsp),
	     OUT(parent_tidptr, int, WHEN(0, CLONE_PARENT_SETTID | CLONE_PIDFD)),
	     PTR(tls, WHEN(0, CLONE_SETTLS)),
	     OUT(child_tidptr, int, WHEN(0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))), RET(PID))
CALL_OF(ARM64, 220, clone, CLASS(IN_PROCESS), TRAIT(FORKS), DOES(CLONE),
	ARGS(FLAGS(clone_flags, clone_flags), PTR(newsp),
	     OUT(parent_tidptr, int, WHEN(0, CLONE_PARENT_SETTID | CLONE_PIDFD)),
	     PTR(tls, WHEN(0, CLONE_SETTLS)),
	     OUT(child_tidptr, int, WHEN(0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))), RET(PID))
CALL(clone3, CLASS(IN_PROCESS), TRAIT(FORKS),
	ARGS(IN(uargs, clone_args, SIZED_BY(1)), ULONG(size)), RET(PID))
CALL(close, CLASS(IN_DESC), DOES(CLOSE), ARGS(FD(fd)), RET(NONE))
CALL(close_range, DOES(CLOSE_RANGE),
	ARGS(FD(fd), UINT(max_fd), FLAGS(flags, close_range_flags)), RET(NONE))
CALL(connect, CLASS(IN_NETWORK), DOES(CONNECT),
	ARGS(FD(fd), IN(uservaddr, sockaddr, SIZED_BY(2)), INT(addrlen)), RET(NONE))
CALL(copy_file_range, CLASS(IN_DESC),
	ARGS(FD(fd_in), INOUT(off_in, loff_t), FD(fd_out), INOUT(off_out, loff_t), ULONG(len),
	     UINT(flags)), RET(BYTES))
CALL(creat, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 0, 0), ARGS(PATH(pathname), MODE(mode)), RET(FD))
CALL(create_module, UNDESCRIBED)
CALL(delete_module, ARGS(STR(name_user), FLAGS(flags, delete_module_flags)), RET(NONE))
CALL(dup, CLASS(IN_DESC), DOES(DUP), ARGS(FD(fildes)), RET(FD))
CALL(dup2, CLASS(IN_DESC), DOES(DUP_TO), ARGS(FD(oldfd), FD(newfd)), RET(FD))
CALL(dup3, CLASS(IN_DESC), OPENS(DUP_TO, 2, CLOEXEC),
	ARGS(FD(oldfd), FD(newfd), FLAGS(flags, dup3_flags)), RET(FD))
CALL(epoll_create, CLASS(IN_DESC), OPENS_ANON("[eventpoll]", 0, 0), ARGS(INT(size)), RET(FD))
CALL(epoll_create1, CLASS(IN_DESC), OPENS_ANON("[eventpoll]", 0, CLOEXEC),
	ARGS(FLAGS(flags, epoll_create_flags)), RET(FD))
CALL(epoll_ctl, CLASS(IN_DESC), VARIES(epoll_ctl),
	ARGS(FD(epfd), ENUM(op, epoll_ctl_op, ZERO), FD(fd), IN(event, epoll_event)), RET(NONE))
CALL(epoll_ctl_old, UNDESCRIBED)
CALL(epoll_pwait, CLASS(IN_DESC),
	ARGS(FD(epfd), OUT(events, epoll_event[], SIZED_BY(2)), INT(maxevents), INT(timeout),
	     IN(sigmask, sigset_t, SIZED_BY(5)), ULONG(sigsetsize)))
CALL(epoll_pwait2, CLASS(IN_DESC),
	ARGS(FD(epfd), OUT(events, epoll_event[], SIZED_BY(2)), INT(maxevents),
	     IN(timeout, timespec64), IN(sigmask, sigset_t, SIZED_BY(5)), ULONG(sigsetsize)))
CALL(epoll_wait, CLASS(IN_DESC),
	ARGS(FD(epfd), OUT(events, epoll_event[], SIZED_BY(2)), INT(maxevents), INT(timeout)))
CALL(epoll_wait_old, UNDESCRIBED)
CALL(eventfd, CLASS(IN_DESC), OPENS_ANON("[eventfd]", 0, 0), ARGS(UINT(count)), RET(FD))
CALL(eventfd2, CLASS(IN_DESC), OPENS_ANON("[eventfd]", 1, CLOEXEC),
	ARGS(UINT(count), FLAGS(flags, eventfd_flags)), RET(FD))
CALL(execve, CLASS(IN_FILE | IN_PROCESS), TRAIT(EXEC),
	ARGS(PATH(filename), IN(argv, string[]), IN(envp, string[])), RET(NONE))
CALL(execveat, CLASS(IN_DESC | IN_FILE | IN_PROCESS), TRAIT(EXEC),
	ARGS(DIRFD(fd), PATH(filename), IN(argv, string[]), IN(envp, string[]),
	     FLAGS(flags, at_exec_flags)), RET(NONE))
CALL(exit, CLASS(IN_PROCESS), TRAIT(NO_RETURN), ARGS(INT(error_code)), RET(NONE))
CALL(exit_group, CLASS(IN_PROCESS), TRAIT(NO_RETURN | SYSCALL_ENDS_PROCESS),
	ARGS(INT(error_code)), RET(NONE))
CALL(faccessat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), FLAGS(mode, access_mode)), RET(NONE))
CALL(faccessat2, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), FLAGS(mode, access_mode), FLAGS(flags, at_access_flags)),
	RET(NONE))
CALL(fadvise64, CLASS(IN_DESC),
	ARGS(FD(fd), LONG(offset), ULONG(len), ENUM(advice, fadvise)), RET(NONE))
CALL_OF(I386, 250, fadvise64, CLASS(IN_DESC),
	ARGS(FD(fd), UINT(offset_low), UINT(offset_high), ULONG(len), ENUM(advice, fadvise)),
	RET(NONE))
CALL(fadvise64_64, CLASS(IN_DESC),
	ARGS(FD(fd), UINT(offset_low), UINT(offset_high), UINT(len_low), UINT(len_high),
	     ENUM(advice, fadvise)), RET(NONE))
CALL(fallocate, CLASS(IN_DESC),
	ARGS(FD(fd), FLAGS(mode, fallocate_mode), LONG(offset), LONG(len)), RET(NONE))
CALL_OF(I386, 324, fallocate, CLASS(IN_DESC),
	ARGS(FD(fd), FLAGS(mode, fallocate_mode), UINT(offset_low), UINT(offset_high),
	     UINT(len_low), UINT(len_high)), RET(NONE))
CALL(fanotify_init, CLASS(IN_DESC), OPENS_ANON("[fanotify]", 0, 1 /* FAN_CLOEXEC */),
	ARGS(FLAGS(flags, fanotify_init_flags), FLAGS(event_f_flags, open_flags)), RET(FD))
CALL(fanotify_mark, CLASS(IN_DESC | IN_FILE),
	ARGS(FD(fanotify_fd), FLAGS(flags, fanotify_mark_flags), FLAGS(mask, fanotify_mask, WIDE),
	     DIRFD(dfd), PATH(pathname)), RET(NONE))
CALL_OF(I386, 339, fanotify_mark, CLASS(IN_DESC | IN_FILE),
	ARGS(FD(fanotify_fd), FLAGS(flags, fanotify_mark_flags), FLAGS(mask_low, fanotify_mask),
	     UINT(mask_high), DIRFD(dfd), PATH(pathname)), RET(NONE))
CALL(fchdir, CLASS(IN_DESC), DOES(CHDIR), ARGS(FD(fd)), RET(NONE))
CALL(fchmod, CLASS(IN_DESC), ARGS(FD(fd), MODE(mode)), RET(NONE))
CALL(fchmodat, CLASS(IN_DESC | IN_FILE), ARGS(DIRFD(dfd), PATH(filename), MODE(mode)), RET(NONE))
CALL(fchmodat2, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), MODE(mode), FLAGS(flags, at_flags)), RET(NONE))
CALL2(fchown, fchown32, CLASS(IN_DESC), ARGS(FD(fd), UID(user), UID(group)), RET(NONE))
CALL_OF(I386, 95, fchown, CLASS(IN_DESC), ARGS(FD(fd), UID16(user), UID16(group)), RET(NONE))
CALL(fchownat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), UID(user), UID(group), FLAGS(flag, at_flags)), RET(NONE))
CALL2(fcntl, fcntl64, CLASS(IN_DESC), DOES(FCNTL), VARIES(fcntl),
	ARGS(FD(fd), ENUM(cmd, fcntl_cmd, ZERO), PTR(arg)))
CALL(fdatasync, CLASS(IN_DESC), ARGS(FD(fd)), RET(NONE))
CALL(fgetxattr, CLASS(IN_DESC), ARGS(FD(fd), STR(name), BUF_OUT(value, 3), ULONG(size)), RET(BYTES))
CALL(file_getattr, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), OUT(ufattr, file_attr, SIZED_BY(3)), ULONG(usize),
	     FLAGS(at_flags, at_flags)), RET(NONE))
CALL(file_setattr, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), IN(ufattr, file_attr, SIZED_BY(3)), ULONG(usize),
	     FLAGS(at_flags, at_flags)), RET(NONE))
CALL(finit_module, CLASS(IN_DESC),
	ARGS(FD(fd), STR(uargs), FLAGS(flags, finit_module_flags)), RET(NONE))
CALL(flistxattr, CLASS(IN_DESC), ARGS(FD(fd), BUF_OUT(list, 2), ULONG(size)), RET(BYTES))
CALL(flock, CLASS(IN_DESC), ARGS(FD(fd), FLAGS(cmd, flock_op)), RET(NONE))
CALL(fork, CLASS(IN_PROCESS), TRAIT(FORKS), RET(PID))
CALL(fremovexattr, CLASS(IN_DESC), ARGS(FD(fd), STR(name)), RET(NONE))
CALL(fsconfig, CLASS(IN_DESC | IN_FILE), VARIES(fsconfig),
	ARGS(FD(fd), ENUM(cmd, fsconfig_cmd, ZERO), STR(_key), PTR(_value), INT(aux)), RET(NONE))
CALL(fsetxattr, CLASS(IN_DESC),
	ARGS(FD(fd), STR(name), BUF_IN(value, 3), ULONG(size), FLAGS(flags, xattr_flags)),
	RET(NONE))
CALL(fsmount, CLASS(IN_DESC), OPENS(OPEN, 1, 1 /* FSMOUNT_CLOEXEC */),
	ARGS(FD(fs_fd), FLAGS(flags, fsmount_flags), FLAGS(attr_flags, mount_attr)), RET(FD))
CALL(fsopen, CLASS(IN_DESC), OPENS_ANON("[fscontext]", 1, 1 /* FSOPEN_CLOEXEC */),
	ARGS(STR(_fs_name), FLAGS(flags, fsopen_flags)), RET(FD))
CALL(fspick, CLASS(IN_DESC | IN_FILE), OPENS_ANON("[fscontext]", 2, 1 /* FSPICK_CLOEXEC */),
	ARGS(DIRFD(dfd), PATH(path), FLAGS(flags, fspick_flags)), RET(FD))
CALL(fstat, CLASS(IN_DESC | IN_FSTAT | IN_STAT_LIKE), ARGS(FD(fd), OUT(statbuf, stat)), RET(NONE))
CALL(fstat64, CLASS(IN_DESC | IN_FSTAT | IN_STAT_LIKE),
	ARGS(FD(fd), OUT(statbuf, stat64)), RET(NONE))
CALL(fstatat64, CLASS(IN_DESC | IN_FILE | IN_FSTAT | IN_STAT_LIKE),
	ARGS(DIRFD(dfd), PATH(filename), OUT(statbuf, stat64), FLAGS(flag, at_stat_flags)),
	RET(NONE))
CALL(fstatfs, CLASS(IN_DESC | IN_FSTATFS | IN_STATFS_LIKE),
	ARGS(FD(fd), OUT(buf, statfs)), RET(NONE))
CALL(fstatfs64, CLASS(IN_DESC | IN_FSTATFS | IN_STATFS_LIKE),
	ARGS(FD(fd), ULONG(sz), OUT(buf, statfs64, SIZED_BY(1))), RET(NONE))
CALL(fsync, CLASS(IN_DESC), ARGS(FD(fd)), RET(NONE))
CALL(ftime, UNDESCRIBED)
CALL(ftruncate, CLASS(IN_DESC), ARGS(FD(fd), LONG(length)), RET(NONE))
CALL(ftruncate64, CLASS(IN_DESC), ARGS(FD(fd), UINT(offset_low), UINT(offset_high)), RET(NONE))
CALL(futex, VARIES(futex),
	ARGS(PTR(uaddr), FLAGS(op, futex_op), UINT(val), IN(utime, timespec), PTR(uaddr2),
	     UINT(val3)))
CALL(futex_requeue, ARGS(IN(waiters, futex_waitv[2]), UINT(flags), INT(nr_wake), INT(nr_requeue)))
CALL(futex_time64, VARIES(futex_time64),
	ARGS(PTR(uaddr), FLAGS(op, futex_op), UINT(val), IN(utime, timespec64), PTR(uaddr2),
	     UINT(val3)))
CALL(futex_wait,
	ARGS(PTR(uaddr), ULONG(val), PTR(mask), FLAGS(flags, futex2_flags), IN(timeout, timespec64),
	     ENUM(clockid, clockid)), RET(NONE))
CALL(futex_waitv,
	ARGS(IN(waiters, futex_waitv[], SIZED_BY(1)), UINT(nr_futexes), UINT(flags),
	     IN(timeout, timespec64), ENUM(clockid, clockid)))
CALL(futex_wake, ARGS(PTR(uaddr), PTR(mask), INT(nr), FLAGS(flags, futex2_flags)))
CALL(futimesat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), IN(utimes, timeval[2])), RET(NONE))
CALL(get_kernel_syms, UNDESCRIBED)
CALL(get_mempolicy, CLASS(IN_MEMORY),
	ARGS(OUT(policy, int), OUT(nmask, nodemask), ULONG(maxnode), PTR(addr),
	     FLAGS(flags, get_mempolicy_flags, WIDE)), RET(NONE))
CALL(get_robust_list, ARGS(PID(pid), OUT(head_ptr, pointer), OUT(len_ptr, size_t)), RET(NONE))
CALL(get_thread_area, ARGS(INOUT(u_info, user_desc)), RET(NONE))
CALL(getcpu, ARGS(OUT(cpup, u32), OUT(nodep, u32), PTR(unused)), RET(NONE))
CALL(getcwd, CLASS(IN_FILE), ARGS(BUF_OUT(buf, 1), ULONG(size)), RET(BYTES))
CALL(getdents, CLASS(IN_DESC),
	ARGS(FD(fd), OUT(dirent, linux_dirent, SIZED_BY(2), DATA_OUT), UINT(count)), RET(BYTES))
CALL(getdents64, CLASS(IN_DESC),
	ARGS(FD(fd), OUT(dirent, linux_dirent64, SIZED_BY(2), DATA_OUT), UINT(count)), RET(BYTES))
CALL2(getegid, getegid32, CLASS(IN_CREDS | IN_PURE), RET(UID))
CALL2(geteuid, geteuid32, CLASS(IN_CREDS | IN_PURE), RET(UID))
CALL2(getgid, getgid32, CLASS(IN_CREDS | IN_PURE), RET(UID))
CALL2(getgroups, getgroups32, CLASS(IN_CREDS),
	ARGS(INT(gidsetsize), OUT(grouplist, gid_t[], SIZED_BY(0))))
CALL_OF(I386, 80, getgroups, CLASS(IN_CREDS),
	ARGS(INT(gidsetsize), OUT(grouplist, gid16_t[], SIZED_BY(0))))
CALL(getitimer, ARGS(ENUM(which, itimer_which, ZERO), OUT(value, itimerval)), RET(NONE))
CALL(getpeername, CLASS(IN_NETWORK),
	ARGS(FD(fd), OUT(usockaddr, sockaddr), INOUT(usockaddr_len, int)), RET(NONE))
CALL(getpgid, ARGS(PID(pid)), RET(PID))
CALL(getpgrp, CLASS(IN_PURE), RET(PID))
CALL(getpid, CLASS(IN_PURE), RET(PID))
CALL(getpmsg, CLASS(IN_NETWORK), UNDESCRIBED)
CALL(getppid, CLASS(IN_PURE), RET(PID))
CALL(getpriority, VARIES(getpriority), ARGS(ENUM(which, priority_which), INT(who)))
CALL(getrandom, ARGS(BUF_OUT(ubuf, 1), ULONG(len), FLAGS(flags, getrandom_flags)), RET(BYTES))
CALL2(getresgid, getresgid32, CLASS(IN_CREDS),
	ARGS(OUT(rgidp, gid_t), OUT(egidp, gid_t), OUT(sgidp, gid_t)), RET(NONE))
CALL_OF(I386, 171, getresgid, CLASS(IN_CREDS),
	ARGS(OUT(rgidp, gid16_t), OUT(egidp, gid16_t), OUT(sgidp, gid16_t)), RET(NONE))
CALL2(getresuid, getresuid32, CLASS(IN_CREDS),
	ARGS(OUT(ruidp, uid_t), OUT(euidp, uid_t), OUT(suidp, uid_t)), RET(NONE))
CALL_OF(I386, 165, getresuid, CLASS(IN_CREDS),
	ARGS(OUT(ruidp, uid16_t), OUT(euidp, uid16_t), OUT(suidp, uid16_t)), RET(NONE))
CALL2(getrlimit, ugetrlimit,
	ARGS(ENUM(resource, rlimit_resource, ZERO), OUT(rlim, rlimit)), RET(NONE))
CALL(getrusage, ARGS(ENUM(who, rusage_who), OUT(ru, rusage)), RET(NONE))
CALL(getsid, ARGS(PID(pid)), RET(PID))
CALL(getsockname, CLASS(IN_NETWORK),
	ARGS(FD(fd), OUT(usockaddr, sockaddr), INOUT(usockaddr_len, int)), RET(NONE))
CALL(getsockopt, CLASS(IN_NETWORK), VARIES(getsockopt),
	ARGS(FD(fd), ENUM(level, socket_level, ZERO), INT(optname), PTR(optval),
	     INOUT(optlen, int)), RET(NONE))
CALL(gettid, CLASS(IN_PURE), RET(PID))
CALL(gettimeofday, CLASS(IN_CLOCK), ARGS(OUT(tv, timeval), OUT(tz, timezone)), RET(NONE))
CALL2(getuid, getuid32, CLASS(IN_CREDS | IN_PURE), RET(UID))
CALL(getxattr, CLASS(IN_FILE),
	ARGS(PATH(pathname), STR(name), BUF_OUT(value, 3), ULONG(size)), RET(BYTES))
CALL(getxattrat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(pathname), FLAGS(at_flags, at_flags), STR(name),
	     IN(uargs, xattr_args, SIZED_BY(5)), ULONG(usize)), RET(BYTES))
CALL(gtty, UNDESCRIBED)
CALL(idle, UNDESCRIBED)
CALL(init_module, ARGS(BUF_IN(umod, 1), ULONG(len), STR(uargs)), RET(NONE))
CALL(inotify_add_watch, CLASS(IN_DESC | IN_FILE),
	ARGS(FD(fd), PATH(pathname), FLAGS(mask, inotify_mask)))
CALL(inotify_init, CLASS(IN_DESC), OPENS_ANON("inotify", 0, 0), RET(FD))
CALL(inotify_init1, CLASS(IN_DESC), OPENS_ANON("inotify", 0, CLOEXEC),
	ARGS(FLAGS(flags, inotify_init_flags)), RET(FD))
CALL(inotify_rm_watch, CLASS(IN_DESC), ARGS(FD(fd), INT(wd)), RET(NONE))
CALL(io_cancel, ARGS(PTR(ctx_id), IN(iocb, iocb), OUT(result, io_event)), RET(NONE))
CALL(io_destroy, CLASS(IN_MEMORY), ARGS(PTR(ctx)), RET(NONE))
CALL(io_getevents,
	ARGS(PTR(ctx_id), LONG(min_nr), LONG(nr), OUT(events, io_event[], SIZED_BY(2)),
	     IN(timeout, timespec)))
CALL(io_pgetevents,
	ARGS(PTR(ctx_id), LONG(min_nr), LONG(nr), OUT(events, io_event[], SIZED_BY(2)),
	     IN(timeout, timespec), IN(usig, aio_sigset)))
CALL(io_pgetevents_time64,
	ARGS(PTR(ctx_id), LONG(min_nr), LONG(nr), OUT(events, io_event[], SIZED_BY(2)),
	     IN(timeout, timespec64), IN(usig, aio_sigset)))
CALL(io_setup, CLASS(IN_MEMORY), ARGS(UINT(nr_events), INOUT(ctxp, aio_context_t)), RET(NONE))
CALL(io_submit, ARGS(PTR(ctx_id), LONG(nr), IN(iocbpp, pointer[], SIZED_BY(1))))
CALL(io_uring_enter, CLASS(IN_DESC | IN_SIGNAL), DOES(URING),
	ARGS(FD(fd), UINT(to_submit), UINT(min_complete), FLAGS(flags, io_uring_enter_flags),
	     PTR(argp), ULONG(argsz)))
CALL(io_uring_register, CLASS(IN_DESC | IN_MEMORY), DOES(URING), VARIES(io_uring_register),
	ARGS(FD(fd), FLAGS(opcode, io_uring_register_op), PTR(arg), UINT(nr_args)))
CALL(io_uring_setup, CLASS(IN_DESC), DOES(URING),
	ARGS(UINT(entries), INOUT(params, io_uring_params)), RET(FD))
CALL(ioctl, CLASS(IN_DESC), DOES(IOCTL), ARGS(FD(fd), IOCTL(cmd), PTR(arg)))
CALL(ioperm, ARGS(ULONG(from), ULONG(num), INT(turn_on)), RET(NONE))
CALL(iopl, ARGS(UINT(level)), RET(NONE))
CALL(ioprio_get, VARIES(ioprio_get),
	ARGS(ENUM(which, ioprio_which), INT(who)), RET_OF(FLAGS, ioprio))
CALL(ioprio_set, VARIES(ioprio_set),
	ARGS(ENUM(which, ioprio_which), INT(who), FLAGS(ioprio, ioprio)), RET(NONE))
CALL(ipc, CLASS(IN_IPC), VARIES(ipc),
	ARGS(ENUM(call, ipc_call), INT(first), ULONG(second), ULONG(third), PTR(ptr), LONG(fifth)))
CALL(kcmp, VARIES(kcmp),
	ARGS(PID(pid1), PID(pid2), ENUM(type, kcmp_type), ULONG(idx1), ULONG(idx2)))
CALL(kexec_file_load, CLASS(IN_DESC),
	ARGS(FD(kernel_fd, UNLESS(4, 1 /* UNLOAD */)),
	     FD(initrd_fd, UNLESS(4, 1 | 4 /* NO_INITRAMFS */)), ULONG(cmdline_len, UNLESS(4, 1)),
	     STR(cmdline_ptr, UNLESS(4, 1)), FLAGS(flags, kexec_file_flags, WIDE)), RET(NONE))
CALL(kexec_load,
	ARGS(PTR(entry), ULONG(nr_segments), IN(segments, kexec_segment[], SIZED_BY(1)),
	     FLAGS(flags, kexec_flags, WIDE)), RET(NONE))
CALL(keyctl, VARIES(keyctl),
	ARGS(ENUM(option, keyctl_op, ZERO), PTR(arg2), PTR(arg3), PTR(arg4), PTR(arg5)))
CALL(kill, CLASS(IN_PROCESS | IN_SIGNAL), ARGS(PID(pid), SIGNAL(sig)), RET(NONE))
CALL(landlock_add_rule, CLASS(IN_DESC), VARIES(landlock_add_rule),
	ARGS(FD(ruleset_fd), ENUM(rule_type, landlock_rule_type), PTR(rule_attr),
	     FLAGS(flags, landlock_add_rule_flags)), RET(NONE))
CALL(landlock_create_ruleset, CLASS(IN_DESC),
	ARGS(IN(attr, landlock_ruleset_attr, SIZED_BY(1)), ULONG(size),
	     FLAGS(flags, landlock_create_flags)))
CALL(landlock_restrict_self, CLASS(IN_DESC),
	ARGS(FD(ruleset_fd), FLAGS(flags, landlock_restrict_flags)), RET(NONE))
CALL2(lchown, lchown32, CLASS(IN_FILE), ARGS(PATH(filename), UID(user), UID(group)), RET(NONE))
CALL_OF(I386, 16, lchown, CLASS(IN_FILE),
	ARGS(PATH(filename), UID16(user), UID16(group)), RET(NONE))
CALL(lgetxattr, CLASS(IN_FILE),
	ARGS(PATH(pathname), STR(name), BUF_OUT(value, 3), ULONG(size)), RET(BYTES))
CALL(link, CLASS(IN_FILE), ARGS(PATH(oldname), PATH(newname)), RET(NONE))
CALL(linkat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(olddfd), PATH(oldname), DIRFD(newdfd), PATH(newname),
	     FLAGS(flags, at_link_flags)), RET(NONE))
CALL(listen, CLASS(IN_NETWORK), DOES(CONNECT), ARGS(FD(fd), INT(backlog)), RET(NONE))
CALL(listmount,
	ARGS(IN(req, mnt_id_req), OUT(mnt_ids, u64[], SIZED_BY(2)), ULONG(nr_mnt_ids),
	     FLAGS(flags, listmount_flags)))
CALL(listns,
	ARGS(IN(req, ns_id_req), OUT(ns_ids, u64[], SIZED_BY(2)), ULONG(nr_ns_ids), UINT(flags)))
CALL(listxattr, CLASS(IN_FILE), ARGS(PATH(pathname), BUF_OUT(list, 2), ULONG(size)), RET(BYTES))
CALL(listxattrat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(pathname), FLAGS(at_flags, at_flags), BUF_OUT(list, 4), ULONG(size)),
	RET(BYTES))
CALL(llistxattr, CLASS(IN_FILE), ARGS(PATH(pathname), BUF_OUT(list, 2), ULONG(size)), RET(BYTES))
CALL(lock, UNDESCRIBED)
CALL(lookup_dcookie, ARGS(ULONG(cookie64), BUF_OUT(buf, 2), ULONG(len)), RET(BYTES))
CALL_OF(I386, 253, lookup_dcookie,
	ARGS(UINT(cookie_low), UINT(cookie_high), BUF_OUT(buf, 3), ULONG(len)), RET(BYTES))
CALL(lremovexattr, CLASS(IN_FILE), ARGS(PATH(pathname), STR(name)), RET(NONE))
CALL(lseek, CLASS(IN_DESC), ARGS(FD(fd), LONG(offset), ENUM(whence, whence, ZERO)))
CALL(lsetxattr, CLASS(IN_FILE),
	ARGS(PATH(pathname), STR(name), BUF_IN(value, 3), ULONG(size), FLAGS(flags, xattr_flags)),
	RET(NONE))
CALL(lsm_get_self_attr,
	ARGS(ENUM(attr, lsm_attr), OUT(ctx, lsm_ctx), INOUT(size, u32), FLAGS(flags, lsm_flags)))
CALL(lsm_list_modules, ARGS(OUT(ids, u64[]), INOUT(size, u32), UINT(flags)))
CALL(lsm_set_self_attr,
	ARGS(ENUM(attr, lsm_attr), IN(ctx, lsm_ctx, SIZED_BY(2)), UINT(size), UINT(flags)),
	RET(NONE))
CALL(lstat, CLASS(IN_FILE | IN_LSTAT | IN_STAT_LIKE),
	ARGS(PATH(filename), OUT(statbuf, stat)), RET(NONE))
CALL(lstat64, CLASS(IN_FILE | IN_LSTAT | IN_STAT_LIKE),
	ARGS(PATH(filename), OUT(statbuf, stat64)), RET(NONE))
CALL(madvise, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len_in), ENUM(behavior, madvise)), RET(NONE))
CALL(map_shadow_stack, CLASS(IN_MEMORY),
	ARGS(PTR(addr), ULONG(size), FLAGS(flags, shadow_stack_flags)), RET(PTR))
CALL(mbind, CLASS(IN_MEMORY),
	ARGS(PTR(start), ULONG(len), FLAGS(mode, mpol_mode, WIDE), IN(nmask, nodemask),
	     ULONG(maxnode), FLAGS(flags, mpol_flags)), RET(NONE))
CALL(membarrier, VARIES(membarrier),
	ARGS(ENUM(cmd, membarrier_cmd), FLAGS(flags, membarrier_flags),
	     INT(cpu_id, WHEN(1, 1 /* CPU */))))
CALL(memfd_create, CLASS(IN_DESC), OPENS(OPEN, 1, 1 /* MFD_CLOEXEC */),
	ARGS(STR(uname), FLAGS(flags, memfd_flags)), RET(FD))
CALL(memfd_secret, CLASS(IN_DESC), OPENS(OPEN, 0, CLOEXEC),
	ARGS(FLAGS(flags, memfd_secret_flags)), RET(FD))
CALL(migrate_pages, CLASS(IN_MEMORY),
	ARGS(PID(pid), ULONG(maxnode), IN(old_nodes, nodemask), IN(new_nodes, nodemask)))
CALL(mincore, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len), PTR(vec)), RET(NONE))
CALL(mkdir, CLASS(IN_FILE), ARGS(PATH(pathname), MODE(mode)), RET(NONE))
CALL(mkdirat, CLASS(IN_DESC | IN_FILE), ARGS(DIRFD(dfd), PATH(pathname), MODE(mode)), RET(NONE))
CALL(mknod, CLASS(IN_FILE), ARGS(PATH(filename), MODE(mode), DEV(dev, WHEN(1, S_IFCHR))), RET(NONE))
CALL(mknodat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), MODE(mode), DEV(dev, WHEN(2, S_IFCHR))), RET(NONE))
CALL(mlock, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len)), RET(NONE))
CALL(mlock2, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len), FLAGS(flags, mlock_flags)), RET(NONE))
CALL(mlockall, CLASS(IN_MEMORY), ARGS(FLAGS(flags, mlockall_flags)), RET(NONE))
CALL(mmap, CLASS(IN_DESC | IN_MEMORY),
	ARGS(PTR(addr), ULONG(len), FLAGS(prot, mmap_prot, WIDE), FLAGS(flags, mmap_flags, WIDE),
	     FD(fd, UNLESS(3, MAP_ANONYMOUS)), PTR(off, UNLESS(3, MAP_ANONYMOUS))), RET(PTR))
CALL_OF(I386, 90, mmap, CLASS(IN_DESC | IN_MEMORY), ARGS(IN(arg, mmap_arg_struct)), RET(PTR))
CALL(mmap2, CLASS(IN_DESC | IN_MEMORY),
	ARGS(PTR(addr), ULONG(len), FLAGS(prot, mmap_prot, WIDE), FLAGS(flags, mmap_flags, WIDE),
	     FD(fd, UNLESS(3, MAP_ANONYMOUS)), PTR(pgoff, UNLESS(3, MAP_ANONYMOUS))), RET(PTR))
CALL(modify_ldt, VARIES(modify_ldt),
	ARGS(ENUM(func, modify_ldt_func), INOUT(ptr, user_desc, SIZED_BY(2)), ULONG(bytecount)))
CALL(mount, CLASS(IN_FILE),
	ARGS(PATH(dev_name), PATH(dir_name), STR(type), FLAGS(flags, mount_flags, WIDE), STR(data)),
	RET(NONE))
CALL(mount_setattr, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(path), FLAGS(flags, mount_setattr_flags),
	     IN(uattr, mount_attr, SIZED_BY(4)), ULONG(usize)), RET(NONE))
CALL(move_mount, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(from_dfd), PATH(from_pathname), DIRFD(to_dfd), PATH(to_pathname),
	     FLAGS(flags, move_mount_flags)), RET(NONE))
CALL(move_pages, CLASS(IN_MEMORY),
	ARGS(PID(pid), ULONG(nr_pages), IN(pages, pointer[], SIZED_BY(1)),
	     IN(nodes, int[], SIZED_BY(1)), OUT(status, int[], SIZED_BY(1)),
	     FLAGS(flags, mpol_flags)))
CALL(mprotect, CLASS(IN_MEMORY),
	ARGS(PTR(start), ULONG(len), FLAGS(prot, mmap_prot, WIDE)), RET(NONE))
CALL(mpx, UNDESCRIBED)
CALL(mq_getsetattr, CLASS(IN_DESC),
	ARGS(FD(mqdes), IN(u_mqstat, mq_attr), OUT(u_omqstat, mq_attr)), RET(NONE))
CALL(mq_notify, CLASS(IN_DESC), ARGS(FD(mqdes), IN(u_notification, sigevent)), RET(NONE))
CALL(mq_open, CLASS(IN_DESC), OPENS(OPEN, 0, ~0u),
	ARGS(STR(u_name), FLAGS(oflag, open_flags), MODE(mode, WHEN(1, O_CREAT)),
	     IN(u_attr, mq_attr, WHEN(1, O_CREAT))), RET(FD))
CALL(mq_timedreceive, CLASS(IN_DESC),
	ARGS(FD(mqdes), BUF_OUT(u_msg_ptr, 2), ULONG(msg_len), OUT(u_msg_prio, u32),
	     IN(u_abs_timeout, timespec)), RET(BYTES))
CALL(mq_timedreceive_time64, CLASS(IN_DESC),
	ARGS(FD(mqdes), BUF_OUT(u_msg_ptr, 2), ULONG(msg_len), OUT(u_msg_prio, u32),
	     IN(u_abs_timeout, timespec64)), RET(BYTES))
CALL(mq_timedsend, CLASS(IN_DESC),
	ARGS(FD(mqdes), BUF_IN(u_msg_ptr, 2), ULONG(msg_len), UINT(msg_prio),
	     IN(u_abs_timeout, timespec)), RET(NONE))
CALL(mq_timedsend_time64, CLASS(IN_DESC),
	ARGS(FD(mqdes), BUF_IN(u_msg_ptr, 2), ULONG(msg_len), UINT(msg_prio),
	     IN(u_abs_timeout, timespec64)), RET(NONE))
CALL(mq_unlink, ARGS(STR(u_name)), RET(NONE))
CALL(mremap, CLASS(IN_MEMORY),
	ARGS(PTR(addr), ULONG(old_len), ULONG(new_len), FLAGS(flags, mremap_flags, WIDE),
	     PTR(new_addr, WHEN(3, MREMAP_FIXED | MREMAP_DONTUNMAP))), RET(PTR))
CALL(mseal, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len), ULONG(flags)), RET(NONE))
CALL(msgctl, CLASS(IN_IPC), VARIES(msgctl),
	ARGS(INT(msqid), FLAGS(cmd, msgctl_op), INOUT(buf, msqid_ds)))
CALL(msgget, CLASS(IN_IPC), ARGS(HEX(key), FLAGS(msgflg, ipc_get_flags)))
CALL(msgrcv, CLASS(IN_IPC),
	ARGS(INT(msqid), OUT(msgp, msgbuf), ULONG(msgsz), LONG(msgtyp),
	     FLAGS(msgflg, msg_ipc_flags)), RET(BYTES))
CALL(msgsnd, CLASS(IN_IPC),
	ARGS(INT(msqid), IN(msgp, msgbuf), ULONG(msgsz), FLAGS(msgflg, msg_ipc_flags)), RET(NONE))
CALL(msync, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len), FLAGS(flags, msync_flags)), RET(NONE))
CALL(munlock, CLASS(IN_MEMORY), ARGS(PTR(start), ULONG(len)), RET(NONE))
CALL(munlockall, CLASS(IN_MEMORY), RET(NONE))
CALL(munmap, CLASS(IN_MEMORY), ARGS(PTR(addr), ULONG(len)), RET(NONE))
CALL(name_to_handle_at, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(name), INOUT(handle, file_handle), OUT(mnt_id, int),
	     FLAGS(flag, at_handle_flags)), RET(NONE))
CALL(nanosleep, ARGS(IN(rqtp, timespec), OUT(rmtp, timespec)), RET(NONE))
CALL(newfstatat, CLASS(IN_DESC | IN_FILE | IN_FSTAT | IN_STAT_LIKE),
	ARGS(DIRFD(dfd), PATH(filename), OUT(statbuf, stat), FLAGS(flag, at_stat_flags)), RET(NONE))
CALL(nfsservctl, UNDESCRIBED)
CALL(nice, ARGS(INT(increment)), RET(NONE))
CALL(oldfstat, CLASS(IN_DESC | IN_FSTAT | IN_STAT_LIKE),
	ARGS(FD(fd), OUT(statbuf, __old_kernel_stat)), RET(NONE))
CALL(oldlstat, CLASS(IN_FILE | IN_LSTAT | IN_STAT_LIKE),
	ARGS(PATH(filename), OUT(statbuf, __old_kernel_stat)), RET(NONE))
CALL(oldolduname, ARGS(OUT(name, oldold_utsname)), RET(NONE))
CALL(oldstat, CLASS(IN_FILE | IN_STAT | IN_STAT_LIKE),
	ARGS(PATH(filename), OUT(statbuf, __old_kernel_stat)), RET(NONE))
CALL(olduname, ARGS(OUT(name, old_utsname)), RET(NONE))
CALL(open, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 1, CLOEXEC),
	ARGS(PATH(filename), FLAGS(flags, open_flags), MODE(mode, WHEN(1, O_CREAT | 020000000))),
	RET(FD))
CALL(open_by_handle_at, CLASS(IN_DESC), OPENS(OPEN, 2, CLOEXEC),
	ARGS(DIRFD(mountdirfd), IN(handle, file_handle), FLAGS(flags, open_flags)), RET(FD))
CALL(open_tree, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 2, CLOEXEC),
	ARGS(DIRFD(dfd), PATH(filename), FLAGS(flags, open_tree_flags)), RET(FD))
CALL(open_tree_attr, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 2, CLOEXEC),
	ARGS(DIRFD(dfd), PATH(filename), FLAGS(flags, open_tree_flags),
	     IN(uattr, mount_attr, SIZED_BY(4)), ULONG(usize)), RET(FD))
CALL(openat, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 2, CLOEXEC),
	ARGS(DIRFD(dfd), PATH(filename), FLAGS(flags, open_flags),
	     MODE(mode, WHEN(2, O_CREAT | 020000000))), RET(FD))
CALL(openat2, CLASS(IN_DESC | IN_FILE), OPENS(OPEN, 0, 0),
	ARGS(DIRFD(dfd), PATH(filename), IN(how, open_how, SIZED_BY(3)), ULONG(usize)), RET(FD))
CALL(pause, CLASS(IN_SIGNAL), RET(NONE))
CALL(perf_event_open, CLASS(IN_DESC), OPENS_ANON("[perf_event]", 4, 8 /* PERF_FLAG_FD_CLOEXEC */),
	ARGS(IN(attr_uptr, perf_event_attr), INT(pid), INT(cpu), FD(group_fd),
	     FLAGS(flags, perf_flags, WIDE)), RET(FD))
CALL(personality, ARGS(FLAGS(personality, personality)), RET_OF(FLAGS, personality))
CALL(pidfd_getfd, CLASS(IN_DESC), OPENS(OPEN, 0, ~0u),
	ARGS(FD(pidfd), INT(fd), UINT(flags)), RET(FD))
CALL(pidfd_open, CLASS(IN_DESC), OPENS_ANON("[pidfd]", 0, ~0u),
	ARGS(PID(pid), FLAGS(flags, pidfd_flags)), RET(FD))
CALL(pidfd_send_signal, CLASS(IN_DESC | IN_PROCESS | IN_SIGNAL),
	ARGS(FD(pidfd), SIGNAL(sig), IN(info, siginfo), FLAGS(flags, pidfd_signal_flags)),
	RET(NONE))
CALL(pipe, CLASS(IN_DESC), ARGS(OUT(fildes, int[2])), RET(NONE))
CALL(pipe2, CLASS(IN_DESC), ARGS(OUT(fildes, int[2]), FLAGS(flags, pipe_flags)), RET(NONE))
CALL(pivot_root, CLASS(IN_FILE), ARGS(PATH(new_root), PATH(put_old)), RET(NONE))
CALL(pkey_alloc, ARGS(ULONG(flags), FLAGS(init_val, pkey_rights, WIDE)))
CALL(pkey_free, ARGS(INT(pkey)), RET(NONE))
CALL(pkey_mprotect, CLASS(IN_MEMORY),
	ARGS(PTR(start), ULONG(len), FLAGS(prot, mmap_prot, WIDE), INT(pkey)), RET(NONE))
CALL(poll, CLASS(IN_DESC), ARGS(INOUT(ufds, pollfd[], SIZED_BY(1)), UINT(nfds), INT(timeout_msecs)),
	RET(READY))
CALL(ppoll, CLASS(IN_DESC),
	ARGS(INOUT(ufds, pollfd[], SIZED_BY(1)), UINT(nfds), INOUT(tsp, timespec),
	     IN(sigmask, sigset_t, SIZED_BY(4)), ULONG(sigsetsize)), RET(READY))
CALL(ppoll_time64, CLASS(IN_DESC),
	ARGS(INOUT(ufds, pollfd[], SIZED_BY(1)), UINT(nfds), INOUT(tsp, timespec64),
	     IN(sigmask, sigset_t, SIZED_BY(4)), ULONG(sigsetsize)), RET(READY))
CALL(prctl, CLASS(IN_CREDS), TRAIT(SETS_COMM), VARIES(prctl),
	ARGS(ENUM(option, prctl_option), PTR(arg2), PTR(arg3), PTR(arg4), PTR(arg5)))
CALL(pread64, CLASS(IN_DESC), ARGS(FD(fd), BUF_OUT(buf, 2), ULONG(count), LONG(pos)), RET(BYTES))
CALL_OF(I386, 180, pread64, CLASS(IN_DESC),
	ARGS(FD(fd), BUF_OUT(buf, 2), ULONG(count), UINT(pos_low), UINT(pos_high)), RET(BYTES))
CALL(preadv, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_OUT), ULONG(vlen), LONG(pos_l), LONG(pos_h)),
	RET(BYTES))
CALL_OF(I386, 333, preadv, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_OUT), ULONG(vlen), UINT(pos_l), UINT(pos_h)),
	RET(BYTES))
CALL(preadv2, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_OUT), ULONG(vlen), LONG(pos_l), LONG(pos_h),
	     FLAGS(flags, rwf_flags)), RET(BYTES))
CALL_OF(I386, 378, preadv2, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_OUT), ULONG(vlen), UINT(pos_l), UINT(pos_h),
	     FLAGS(flags, rwf_flags)), RET(BYTES))
CALL(prlimit64,
	ARGS(PID(pid), ENUM(resource, rlimit_resource, ZERO), IN(new_rlim, rlimit64),
	     OUT(old_rlim, rlimit64)), RET(NONE))
CALL(process_madvise, CLASS(IN_DESC),
	ARGS(FD(pidfd), IN(vec, iovec[], SIZED_BY(2)), ULONG(vlen), ENUM(behavior, madvise),
	     UINT(flags)), RET(BYTES))
CALL(process_mrelease, CLASS(IN_DESC), ARGS(FD(pidfd), UINT(flags)), RET(NONE))
CALL(process_vm_readv,
	ARGS(PID(pid), IN(lvec, iovec[], SIZED_BY(2)), ULONG(liovcnt),
	     IN(rvec, iovec[], SIZED_BY(4)), ULONG(riovcnt), ULONG(flags)), RET(BYTES))
CALL(process_vm_writev,
	ARGS(PID(pid), IN(lvec, iovec[], SIZED_BY(2)), ULONG(liovcnt),
	     IN(rvec, iovec[], SIZED_BY(4)), ULONG(riovcnt), ULONG(flags)), RET(BYTES))
CALL(prof, UNDESCRIBED)
CALL(profil, UNDESCRIBED)
CALL(pselect6, CLASS(IN_DESC),
	ARGS(INT(n), INOUT(inp, fd_set), INOUT(outp, fd_set), INOUT(exp, fd_set),
	     INOUT(tsp, timespec), IN(sig, sigset_argpack)), RET(READY))
CALL(pselect6_time64, CLASS(IN_DESC),
	ARGS(INT(n), INOUT(inp, fd_set), INOUT(outp, fd_set), INOUT(exp, fd_set),
	     INOUT(tsp, timespec64), IN(sig, sigset_argpack)), RET(READY))
CALL(ptrace, VARIES(ptrace),
	ARGS(ENUM(request, ptrace_request, WIDE), PID(pid), PTR(addr), PTR(data)))
CALL(putpmsg, CLASS(IN_NETWORK), UNDESCRIBED)
CALL(pwrite64, CLASS(IN_DESC), ARGS(FD(fd), BUF_IN(buf, 2), ULONG(count), LONG(pos)), RET(BYTES))
CALL_OF(I386, 181, pwrite64, CLASS(IN_DESC),
	ARGS(FD(fd), BUF_IN(buf, 2), ULONG(count), UINT(pos_low), UINT(pos_high)), RET(BYTES))
CALL(pwritev, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_IN), ULONG(vlen), LONG(pos_l), LONG(pos_h)),
	RET(BYTES))
CALL_OF(I386, 334, pwritev, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_IN), ULONG(vlen), UINT(pos_l), UINT(pos_h)),
	RET(BYTES))
CALL(pwritev2, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_IN), ULONG(vlen), LONG(pos_l), LONG(pos_h),
	     FLAGS(flags, rwf_flags)), RET(BYTES))
CALL_OF(I386, 379, pwritev2, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_IN), ULONG(vlen), UINT(pos_l), UINT(pos_h),
	     FLAGS(flags, rwf_flags)), RET(BYTES))
CALL(query_module, UNDESCRIBED)
CALL(quotactl, CLASS(IN_FILE), VARIES(quotactl),
	ARGS(FLAGS(cmd, quotactl_op), PATH(special), UINT(id), PTR(addr)), RET(NONE))
CALL(quotactl_fd, CLASS(IN_DESC), VARIES(quotactl_fd),
	ARGS(FD(fd), FLAGS(cmd, quotactl_op), UINT(id), PTR(addr)), RET(NONE))
CALL(read, CLASS(IN_DESC), ARGS(FD(fd), BUF_OUT(buf, 2), ULONG(count)), RET(BYTES))
CALL(readahead, CLASS(IN_DESC), ARGS(FD(fd), LONG(offset), ULONG(count)), RET(NONE))
CALL_OF(I386, 225, readahead, CLASS(IN_DESC),
	ARGS(FD(fd), UINT(offset_low), UINT(offset_high), ULONG(count)), RET(NONE))
CALL(readdir, CLASS(IN_DESC), ARGS(FD(fd), OUT(dirent, old_linux_dirent), UINT(count)))
CALL(readlink, CLASS(IN_FILE), ARGS(PATH(path), BUF_OUT(buf, 2), INT(bufsiz)), RET(BYTES))
CALL(readlinkat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(pathname), BUF_OUT(buf, 3), INT(bufsiz)), RET(BYTES))
CALL(readv, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_OUT), ULONG(vlen)), RET(BYTES))
CALL(reboot, VARIES(reboot),
	ARGS(ENUM(magic1, reboot_magic1), ENUM(magic2, reboot_magic2), ENUM(cmd, reboot_cmd),
	     PTR(arg)), RET(NONE))
CALL(recvfrom, CLASS(IN_NETWORK),
	ARGS(FD(fd), BUF_OUT(ubuf, 2), ULONG(size), FLAGS(flags, msg_flags), OUT(addr, sockaddr),
	     INOUT(addr_len, int)), RET(BYTES))
CALL(recvmmsg, CLASS(IN_NETWORK),
	ARGS(FD(fd), INOUT(mmsg, mmsghdr[], SIZED_BY(2)), UINT(vlen), FLAGS(flags, msg_flags),
	     INOUT(timeout, timespec)))
CALL(recvmmsg_time64, CLASS(IN_NETWORK),
	ARGS(FD(fd), INOUT(mmsg, mmsghdr[], SIZED_BY(2)), UINT(vlen), FLAGS(flags, msg_flags),
	     INOUT(timeout, timespec64)))
CALL(recvmsg, CLASS(IN_NETWORK),
	ARGS(FD(fd), INOUT(msg, msghdr, DATA_OUT), FLAGS(flags, msg_flags)), RET(BYTES))
CALL(remap_file_pages, CLASS(IN_MEMORY),
	ARGS(PTR(start), ULONG(size), FLAGS(prot, mmap_prot, WIDE), ULONG(pgoff),
	     FLAGS(flags, mmap_flags, WIDE)), RET(NONE))
CALL(removexattr, CLASS(IN_FILE), ARGS(PATH(pathname), STR(name)), RET(NONE))
CALL(removexattrat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(pathname), FLAGS(at_flags, at_flags), STR(name)), RET(NONE))
CALL(rename, CLASS(IN_FILE), ARGS(PATH(oldname), PATH(newname)), RET(NONE))
CALL(renameat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(olddfd), PATH(oldname), DIRFD(newdfd), PATH(newname)), RET(NONE))
CALL(renameat2, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(olddfd), PATH(oldname), DIRFD(newdfd), PATH(newname),
	     FLAGS(flags, rename_flags)), RET(NONE))
CALL(request_key,
	ARGS(STR(_type), STR(_description), STR(_callout_info), ENUM(destringid, key_serial)),
	RET_OF(ENUM, key_serial))
CALL(restart_syscall)
CALL(rmdir, CLASS(IN_FILE), ARGS(PATH(pathname)), RET(NONE))
CALL(rseq,
	ARGS(INOUT(rseq, rseq, SIZED_BY(1)), UINT(rseq_len), FLAGS(flags, rseq_flags), HEX(sig)),
	RET(NONE))
CALL(rseq_slice_yield)
CALL(rt_sigaction, CLASS(IN_SIGNAL),
	ARGS(SIGNAL(sig), IN(act, sigaction), OUT(oact, sigaction), ULONG(sigsetsize)), RET(NONE))
CALL(rt_sigpending, CLASS(IN_SIGNAL),
	ARGS(OUT(uset, sigset_t, SIZED_BY(1)), ULONG(sigsetsize)), RET(NONE))
CALL(rt_sigprocmask, CLASS(IN_SIGNAL),
	ARGS(ENUM(how, sigprocmask_how, ZERO), IN(nset, sigset_t, SIZED_BY(3)),
	     OUT(oset, sigset_t, SIZED_BY(3)), ULONG(sigsetsize)), RET(NONE))
CALL(rt_sigqueueinfo, CLASS(IN_PROCESS | IN_SIGNAL),
	ARGS(PID(pid), SIGNAL(sig), IN(uinfo, siginfo)), RET(NONE))
CALL(rt_sigreturn, CLASS(IN_SIGNAL), TRAIT(SIGRETURN))
CALL(rt_sigsuspend, CLASS(IN_SIGNAL),
	ARGS(IN(unewset, sigset_t, SIZED_BY(1)), ULONG(sigsetsize)), RET(NONE))
CALL(rt_sigtimedwait, CLASS(IN_SIGNAL),
	ARGS(IN(uthese, sigset_t, SIZED_BY(3)), OUT(uinfo, siginfo), IN(uts, timespec),
	     ULONG(sigsetsize)), RET(SIGNAL))
CALL(rt_sigtimedwait_time64, CLASS(IN_SIGNAL),
	ARGS(IN(uthese, sigset_t, SIZED_BY(3)), OUT(uinfo, siginfo), IN(uts, timespec64),
	     ULONG(sigsetsize)), RET(SIGNAL))
CALL(rt_tgsigqueueinfo, CLASS(IN_PROCESS | IN_SIGNAL),
	ARGS(PID(tgid), PID(pid), SIGNAL(sig), IN(uinfo, siginfo)), RET(NONE))
CALL(sched_get_priority_max, ARGS(ENUM(policy, sched_policy_name)))
CALL(sched_get_priority_min, ARGS(ENUM(policy, sched_policy_name)))
CALL(sched_getaffinity,
	ARGS(PID(pid), UINT(len), OUT(user_mask_ptr, cpumask, SIZED_BY(1))), RET(BYTES))
CALL(sched_getattr,
	ARGS(PID(pid), OUT(uattr, sched_attr, SIZED_BY(2)), UINT(usize), UINT(flags)), RET(NONE))
CALL(sched_getparam, ARGS(PID(pid), OUT(param, sched_param)), RET(NONE))
CALL(sched_getscheduler, ARGS(PID(pid)), RET_OF(FLAGS, sched_policy))
CALL(sched_rr_get_interval, ARGS(PID(pid), OUT(interval, timespec)), RET(NONE))
CALL(sched_rr_get_interval_time64, ARGS(PID(pid), OUT(interval, timespec64)), RET(NONE))
CALL(sched_setaffinity,
	ARGS(PID(pid), UINT(len), IN(user_mask_ptr, cpumask, SIZED_BY(1))), RET(NONE))
CALL(sched_setattr, ARGS(PID(pid), IN(uattr, sched_attr), UINT(flags)), RET(NONE))
CALL(sched_setparam, ARGS(PID(pid), IN(param, sched_param)), RET(NONE))
CALL(sched_setscheduler,
	ARGS(PID(pid), FLAGS(policy, sched_policy), IN(param, sched_param)), RET(NONE))
CALL(sched_yield, RET(NONE))
CALL(seccomp, VARIES(seccomp),
	ARGS(ENUM(op, seccomp_op), FLAGS(flags, seccomp_filter_flags), PTR(uargs)))
CALL(security, UNDESCRIBED)
CALL(select, CLASS(IN_DESC),
	ARGS(INT(n), INOUT(inp, fd_set), INOUT(outp, fd_set), INOUT(exp, fd_set),
	     INOUT(tvp, timeval)), RET(READY))
CALL_OF(I386, 82, select, CLASS(IN_DESC), ARGS(IN(arg, sel_arg_struct)), RET(READY))
CALL(semctl, CLASS(IN_IPC), VARIES(semctl),
	ARGS(INT(semid), INT(semnum), FLAGS(cmd, semctl_op), PTR(arg)))
CALL(semget, CLASS(IN_IPC), ARGS(HEX(key), INT(nsems), FLAGS(semflg, ipc_get_flags)))
CALL(semop, CLASS(IN_IPC),
	ARGS(INT(semid), IN(tsops, sembuf[], SIZED_BY(2)), UINT(nsops)), RET(NONE))
CALL(semtimedop, CLASS(IN_IPC),
	ARGS(INT(semid), IN(tsops, sembuf[], SIZED_BY(2)), UINT(nsops), IN(timeout, timespec)),
	RET(NONE))
CALL(semtimedop_time64, CLASS(IN_IPC),
	ARGS(INT(semid), IN(tsops, sembuf[], SIZED_BY(2)), UINT(nsops), IN(timeout, timespec64)),
	RET(NONE))
CALL(sendfile, CLASS(IN_DESC | IN_NETWORK),
	ARGS(FD(out_fd), FD(in_fd), INOUT(offset, off_t), ULONG(count)), RET(BYTES))
CALL(sendfile64, CLASS(IN_DESC | IN_NETWORK),
	ARGS(FD(out_fd), FD(in_fd), INOUT(offset, loff_t), ULONG(count)), RET(BYTES))
CALL(sendmmsg, CLASS(IN_NETWORK),
	ARGS(FD(fd), INOUT(mmsg, mmsghdr[], SIZED_BY(2)), UINT(vlen), FLAGS(flags, msg_flags)))
CALL(sendmsg, CLASS(IN_NETWORK),
	ARGS(FD(fd), IN(msg, msghdr, DATA_IN), FLAGS(flags, msg_flags)), RET(BYTES))
CALL(sendto, CLASS(IN_NETWORK),
	ARGS(FD(fd), BUF_IN(buff, 2), ULONG(len), FLAGS(flags, msg_flags),
	     IN(addr, sockaddr, SIZED_BY(5)), INT(addr_len)), RET(BYTES))
CALL(set_mempolicy, CLASS(IN_MEMORY),
	ARGS(FLAGS(mode, mpol_mode), IN(nmask, nodemask), ULONG(maxnode)), RET(NONE))
CALL(set_mempolicy_home_node, CLASS(IN_MEMORY),
	ARGS(PTR(start), ULONG(len), ULONG(home_node), ULONG(flags)), RET(NONE))
CALL(set_robust_list, ARGS(PTR(head), ULONG(len)), RET(NONE))
CALL(set_thread_area, ARGS(INOUT(u_info, user_desc)), RET(NONE))
CALL(set_tid_address, ARGS(PTR(tidptr)), RET(PID))
CALL(setdomainname, ARGS(BUF_IN(name, 1), INT(len)), RET(NONE))
CALL2(setfsgid, setfsgid32, CLASS(IN_CREDS), ARGS(UID(gid)), RET(UID))
CALL_OF(I386, 139, setfsgid, CLASS(IN_CREDS), ARGS(UID16(gid)), RET(UID))
CALL2(setfsuid, setfsuid32, CLASS(IN_CREDS), ARGS(UID(uid)), RET(UID))
CALL_OF(I386, 138, setfsuid, CLASS(IN_CREDS), ARGS(UID16(uid)), RET(UID))
CALL2(setgid, setgid32, CLASS(IN_CREDS), ARGS(UID(gid)), RET(NONE))
CALL_OF(I386, 46, setgid, CLASS(IN_CREDS), ARGS(UID16(gid)), RET(NONE))
CALL2(setgroups, setgroups32, CLASS(IN_CREDS),
	ARGS(INT(gidsetsize), IN(grouplist, gid_t[], SIZED_BY(0))), RET(NONE))
CALL_OF(I386, 81, setgroups, CLASS(IN_CREDS),
	ARGS(INT(gidsetsize), IN(grouplist, gid16_t[], SIZED_BY(0))), RET(NONE))
CALL(sethostname, ARGS(BUF_IN(name, 1), INT(len)), RET(NONE))
CALL(setitimer,
	ARGS(ENUM(which, itimer_which, ZERO), IN(value, itimerval), OUT(ovalue, itimerval)),
	RET(NONE))
CALL(setns, CLASS(IN_DESC), ARGS(FD(fd), FLAGS(flags, namespaces)), RET(NONE))
CALL(setpgid, ARGS(PID(pid), PID(pgid)), RET(NONE))
CALL(setpriority, VARIES(setpriority),
	ARGS(ENUM(which, priority_which), INT(who), INT(niceval)), RET(NONE))
CALL2(setregid, setregid32, CLASS(IN_CREDS), ARGS(UID(rgid), UID(egid)), RET(NONE))
CALL_OF(I386, 71, setregid, CLASS(IN_CREDS), ARGS(UID16(rgid), UID16(egid)), RET(NONE))
CALL2(setresgid, setresgid32, CLASS(IN_CREDS), ARGS(UID(rgid), UID(egid), UID(sgid)), RET(NONE))
CALL_OF(I386, 170, setresgid, CLASS(IN_CREDS),
	ARGS(UID16(rgid), UID16(egid), UID16(sgid)), RET(NONE))
CALL2(setresuid, setresuid32, CLASS(IN_CREDS), TRAIT(SETS_UID),
	ARGS(UID(ruid), UID(euid), UID(suid)), RET(NONE))
CALL_OF(I386, 164, setresuid, CLASS(IN_CREDS), TRAIT(SETS_UID),
	ARGS(UID16(ruid), UID16(euid), UID16(suid)), RET(NONE))
CALL2(setreuid, setreuid32, CLASS(IN_CREDS), TRAIT(SETS_UID), ARGS(UID(ruid), UID(euid)), RET(NONE))
CALL_OF(I386, 70, setreuid, CLASS(IN_CREDS), TRAIT(SETS_UID),
	ARGS(UID16(ruid), UID16(euid)), RET(NONE))
CALL(setrlimit, ARGS(ENUM(resource, rlimit_resource, ZERO), IN(rlim, rlimit)), RET(NONE))
CALL(setsid, RET(PID))
CALL(setsockopt, CLASS(IN_NETWORK), VARIES(setsockopt),
	ARGS(FD(fd), ENUM(level, socket_level, ZERO), INT(optname), BUF_IN(optval, 4), INT(optlen)),
	RET(NONE))
CALL(settimeofday, CLASS(IN_CLOCK), ARGS(IN(tv, timeval), IN(tz, timezone)), RET(NONE))
CALL2(setuid, setuid32, CLASS(IN_CREDS), TRAIT(SETS_UID), ARGS(UID(uid)), RET(NONE))
CALL_OF(I386, 23, setuid, CLASS(IN_CREDS), TRAIT(SETS_UID), ARGS(UID16(uid)), RET(NONE))
CALL(setxattr, CLASS(IN_FILE),
	ARGS(PATH(pathname), STR(name), BUF_IN(value, 3), ULONG(size), FLAGS(flags, xattr_flags)),
	RET(NONE))
CALL(setxattrat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(pathname), FLAGS(at_flags, at_flags), STR(name),
	     IN(uargs, xattr_args, SIZED_BY(5)), ULONG(usize)), RET(NONE))
CALL(sgetmask, CLASS(IN_SIGNAL))
CALL(shmat, CLASS(IN_MEMORY | IN_IPC),
	ARGS(INT(shmid), PTR(shmaddr), FLAGS(shmflg, shmat_flags)), RET(PTR))
CALL(shmctl, CLASS(IN_IPC), VARIES(shmctl),
	ARGS(INT(shmid), FLAGS(cmd, shmctl_op), INOUT(buf, shmid_ds)))
CALL(shmdt, CLASS(IN_MEMORY | IN_IPC), ARGS(PTR(shmaddr)), RET(NONE))
CALL(shmget, CLASS(IN_IPC), ARGS(HEX(key), ULONG(size), FLAGS(shmflg, shmget_flags)))
CALL(shutdown, CLASS(IN_NETWORK), ARGS(FD(fd), ENUM(how, shutdown_how)), RET(NONE))
CALL(sigaction, CLASS(IN_SIGNAL),
	ARGS(SIGNAL(sig), IN(act, old_sigaction), OUT(oact, old_sigaction)), RET(NONE))
CALL(sigaltstack, CLASS(IN_SIGNAL), ARGS(IN(uss, sigaltstack), OUT(uoss, sigaltstack)), RET(NONE))
CALL(signal, CLASS(IN_SIGNAL), ARGS(SIGNAL(sig), PTR(handler)), RET(PTR))
CALL(signalfd, CLASS(IN_DESC | IN_SIGNAL),
	ARGS(FD(ufd), IN(user_mask, sigset_t, SIZED_BY(2)), ULONG(sizemask)), RET(FD))
CALL(signalfd4, CLASS(IN_DESC | IN_SIGNAL),
	ARGS(FD(ufd), IN(user_mask, sigset_t, SIZED_BY(2)), ULONG(sizemask),
	     FLAGS(flags, signalfd_flags)), RET(FD))
CALL(sigpending, CLASS(IN_SIGNAL), ARGS(OUT(uset, old_sigset_t)), RET(NONE))
CALL(sigprocmask, CLASS(IN_SIGNAL),
	ARGS(ENUM(how, sigprocmask_how, ZERO), IN(nset, old_sigset_t), OUT(oset, old_sigset_t)),
	RET(NONE))
CALL(sigreturn, CLASS(IN_SIGNAL), TRAIT(SIGRETURN))
CALL(sigsuspend, CLASS(IN_SIGNAL), ARGS(INT(unused1), INT(unused2), SIGMASK(mask)), RET(NONE))
CALL(socket, CLASS(IN_NETWORK), OPENS(SOCKET, 1, CLOEXEC), VARIES(socket),
	ARGS(ENUM(family, socket_family, ZERO), FLAGS(type, socket_type), INT(protocol)), RET(FD))
CALL(socketcall, CLASS(IN_DESC), VARIES(socketcall), ARGS(ENUM(call, socketcall), PTR(args)))
CALL(socketpair, CLASS(IN_NETWORK), VARIES(socketpair),
	ARGS(ENUM(family, socket_family, ZERO), FLAGS(type, socket_type), INT(protocol),
	     OUT(usockvec, int[2])), RET(NONE))
CALL(splice, CLASS(IN_DESC),
	ARGS(FD(fd_in), INOUT(off_in, loff_t), FD(fd_out), INOUT(off_out, loff_t), ULONG(len),
	     FLAGS(flags, splice_flags)), RET(BYTES))
CALL(ssetmask, CLASS(IN_SIGNAL), ARGS(SIGMASK(newmask)))
CALL(stat, CLASS(IN_FILE | IN_STAT | IN_STAT_LIKE),
	ARGS(PATH(filename), OUT(statbuf, stat)), RET(NONE))
CALL(stat64, CLASS(IN_FILE | IN_STAT | IN_STAT_LIKE),
	ARGS(PATH(filename), OUT(statbuf, stat64)), RET(NONE))
CALL(statfs, CLASS(IN_FILE | IN_STATFS | IN_STATFS_LIKE),
	ARGS(PATH(pathname), OUT(buf, statfs)), RET(NONE))
CALL(statfs64, CLASS(IN_FILE | IN_STATFS | IN_STATFS_LIKE),
	ARGS(PATH(pathname), ULONG(sz), OUT(buf, statfs64, SIZED_BY(1))), RET(NONE))
CALL(statmount,
	ARGS(IN(req, mnt_id_req), OUT(buf, statmount, SIZED_BY(2)), ULONG(bufsize),
	     FLAGS(flags, statmount_flags)), RET(NONE))
CALL(statx, CLASS(IN_DESC | IN_FILE | IN_FSTAT | IN_STAT_LIKE),
	ARGS(DIRFD(dfd), PATH(filename), FLAGS(flags, at_statx_flags), FLAGS(mask, statx_mask),
	     OUT(buffer, statx)), RET(NONE))
CALL(stime, ARGS(IN(tptr, time_t)), RET(NONE))
CALL(stty, UNDESCRIBED)
CALL(swapoff, CLASS(IN_FILE), ARGS(PATH(specialfile)), RET(NONE))
CALL(swapon, CLASS(IN_FILE), ARGS(PATH(specialfile), FLAGS(swap_flags, swap_flags)), RET(NONE))
CALL(symlink, CLASS(IN_FILE), ARGS(PATH(oldname), PATH(newname)), RET(NONE))
CALL(symlinkat, CLASS(IN_DESC | IN_FILE),
	ARGS(PATH(oldname), DIRFD(newdfd), PATH(newname)), RET(NONE))
CALL(sync, RET(NONE))
CALL(sync_file_range, CLASS(IN_DESC),
	ARGS(FD(fd), LONG(offset), LONG(nbytes), FLAGS(flags, sync_file_range_flags)), RET(NONE))
CALL_OF(I386, 314, sync_file_range, CLASS(IN_DESC),
	ARGS(FD(fd), UINT(offset_low), UINT(offset_high), UINT(nbytes_low), UINT(nbytes_high),
	     FLAGS(flags, sync_file_range_flags)), RET(NONE))
CALL(syncfs, CLASS(IN_DESC), ARGS(FD(fd)), RET(NONE))
CALL(sysfs, VARIES(sysfs), ARGS(ENUM(option, sysfs_option), PTR(arg1), PTR(arg2)))
CALL(sysinfo, ARGS(OUT(info, sysinfo)), RET(NONE))
CALL(syslog, VARIES(syslog), ARGS(ENUM(type, syslog_action), BUF_OUT(buf, 2), INT(len)))
CALL(tee, CLASS(IN_DESC),
	ARGS(FD(fdin), FD(fdout), ULONG(len), FLAGS(flags, splice_flags)), RET(BYTES))
CALL(tgkill, CLASS(IN_PROCESS | IN_SIGNAL), ARGS(PID(tgid), PID(pid), SIGNAL(sig)), RET(NONE))
CALL(time, CLASS(IN_CLOCK), ARGS(OUT(tloc, time_t)))
CALL(timer_create,
	ARGS(ENUM(which_clock, clockid), IN(timer_event_spec, sigevent),
	     INOUT(created_timer_id, int)), RET(NONE))
CALL(timer_delete, ARGS(INT(timer_id)), RET(NONE))
CALL(timer_getoverrun, ARGS(INT(timer_id)))
CALL(timer_gettime, ARGS(INT(timer_id), OUT(setting, itimerspec)), RET(NONE))
CALL(timer_gettime64, ARGS(INT(timer_id), OUT(setting, itimerspec64)), RET(NONE))
CALL(timer_settime,
	ARGS(INT(timer_id), FLAGS(flags, timer_flags), IN(new_setting, itimerspec),
	     OUT(old_setting, itimerspec)), RET(NONE))
CALL(timer_settime64,
	ARGS(INT(timer_id), FLAGS(flags, timer_flags), IN(new_setting, itimerspec64),
	     OUT(old_setting, itimerspec64)), RET(NONE))
CALL(timerfd_create, CLASS(IN_DESC), OPENS_ANON("[timerfd]", 1, CLOEXEC),
	ARGS(ENUM(clockid, clockid), FLAGS(flags, timerfd_flags)), RET(FD))
CALL(timerfd_gettime, CLASS(IN_DESC), ARGS(FD(ufd), OUT(otmr, itimerspec)), RET(NONE))
CALL(timerfd_gettime64, CLASS(IN_DESC), ARGS(FD(ufd), OUT(otmr, itimerspec64)), RET(NONE))
CALL(timerfd_settime, CLASS(IN_DESC),
	ARGS(FD(ufd), FLAGS(flags, timerfd_settime_flags), IN(utmr, itimerspec),
	     OUT(otmr, itimerspec)), RET(NONE))
CALL(timerfd_settime64, CLASS(IN_DESC),
	ARGS(FD(ufd), FLAGS(flags, timerfd_settime_flags), IN(utmr, itimerspec64),
	     OUT(otmr, itimerspec64)), RET(NONE))
CALL(times, ARGS(OUT(tbuf, tms)))
CALL(tkill, CLASS(IN_PROCESS | IN_SIGNAL), ARGS(PID(pid), SIGNAL(sig)), RET(NONE))
CALL(truncate, CLASS(IN_FILE), ARGS(PATH(path), LONG(length)), RET(NONE))
CALL(truncate64, CLASS(IN_FILE),
	ARGS(PATH(filename), UINT(offset_low), UINT(offset_high)), RET(NONE))
CALL(tuxcall, UNDESCRIBED)
CALL(ulimit, UNDESCRIBED)
CALL(umask, ARGS(MODE(mask)), RET(MODE))
CALL(umount, CLASS(IN_FILE), ARGS(PATH(name)), RET(NONE))
CALL(umount2, CLASS(IN_FILE), ARGS(PATH(name), FLAGS(flags, umount_flags)), RET(NONE))
CALL(uname, ARGS(OUT(name, new_utsname)), RET(NONE))
CALL(unlink, CLASS(IN_FILE), ARGS(PATH(pathname)), RET(NONE))
CALL(unlinkat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(pathname), FLAGS(flag, at_unlink_flags)), RET(NONE))
CALL(unshare, DOES(UNSHARE), ARGS(FLAGS(unshare_flags, unshare_flags, WIDE)), RET(NONE))
CALL(uprobe)
CALL(uretprobe)
CALL(uselib, CLASS(IN_FILE), ARGS(PATH(library)), RET(NONE))
CALL(userfaultfd, CLASS(IN_DESC), OPENS_ANON("[userfaultfd]", 0, CLOEXEC),
	ARGS(FLAGS(flags, userfaultfd_flags)), RET(FD))
CALL(ustat, CLASS(IN_STATFS_LIKE), ARGS(DEV(dev), OUT(ubuf, ustat)), RET(NONE))
CALL(utime, CLASS(IN_FILE), ARGS(PATH(filename), IN(times, utimbuf)), RET(NONE))
CALL(utimensat, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), IN(utimes, timespec[2]), FLAGS(flags, at_flags)),
	RET(NONE))
CALL(utimensat_time64, CLASS(IN_DESC | IN_FILE),
	ARGS(DIRFD(dfd), PATH(filename), IN(utimes, timespec64[2]), FLAGS(flags, at_flags)),
	RET(NONE))
CALL(utimes, CLASS(IN_FILE), ARGS(PATH(filename), IN(utimes, timeval[2])), RET(NONE))
CALL(vfork, CLASS(IN_PROCESS), TRAIT(FORKS), RET(PID))
CALL(vhangup, RET(NONE))
CALL(vm86, UNDESCRIBED)
CALL(vm86old, UNDESCRIBED)
CALL(vmsplice, CLASS(IN_DESC),
	ARGS(FD(fd), IN(uiov, iovec[], SIZED_BY(2)), ULONG(nr_segs), FLAGS(flags, splice_flags)),
	RET(BYTES))
CALL(vserver, UNDESCRIBED)
CALL(wait4, CLASS(IN_PROCESS),
	ARGS(PID(upid), OUT(stat_addr, int), FLAGS(options, wait_options), OUT(ru, rusage)),
	RET(PID))
CALL(waitid, CLASS(IN_PROCESS), VARIES(waitid),
	ARGS(ENUM(which, waitid_type), PID(upid), OUT(infop, siginfo),
	     FLAGS(options, waitid_options), OUT(ru, rusage)), RET(NONE))
CALL(waitpid, CLASS(IN_PROCESS),
	ARGS(PID(pid), OUT(stat_addr, int), FLAGS(options, wait_options)), RET(PID))
CALL(write, CLASS(IN_DESC), ARGS(FD(fd), BUF_IN(buf, 2), ULONG(count)), RET(BYTES))
CALL(writev, CLASS(IN_DESC),
	ARGS(FD(fd), IN(vec, iovec[], SIZED_BY(2), DATA_IN), ULONG(vlen)), RET(BYTES))
