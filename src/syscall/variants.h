/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the arguments behind a selector mean: fcntl's cmd, prctl's option, futex's op, ... A row
 * is one value of the selector:
 *
 *	V(15, SET_NAME, ARGS(STR(name)))                 prctl(option: SET_NAME, name: "x")
 *	V(3, GETFL, HAS_RET_OF(FLAGS, open_flags))       fcntl(fd: 3, cmd: GETFL) = RDWR|APPEND
 *
 * VARIANTS(call, index of the selector, the bits of it that select, rows in ascending order);
 * the name of a row is that of the selector's set. ARGS says all that follows the selector, so
 * without it nothing does; SKIP stands for one argument that means nothing there. HAS_RET is for
 * a result of another kind than the call's own. Sizes (BUF_IN, SIZED_BY) and conditions (WHEN)
 * count from the first argument of the call. A value without a row has the arguments of calls.h.
 *
 * Arguments keep the kernel's names where they keep their role, and get a better one where the
 * kernel says arg2. Which calls vary is said in calls.h: VARIES(fcntl).
 */
/* clang-format off */

#define KEY(name) ENUM(name, key_serial)

VARIANTS(fcntl, 1, ~0u,
	V(0, DUPFD, ARGS(UINT(minfd)), HAS_RET(FD))
	V(1, GETFD, HAS_RET_OF(FLAGS, fd_flags))
	V(2, SETFD, ARGS(FLAGS(flags, fd_flags)))
	V(3, GETFL, HAS_RET_OF(FLAGS, open_flags))
	V(4, SETFL, ARGS(FLAGS(flags, open_flags)))
	V(5, GETLK, ARGS(INOUT(lock, flock)))
	V(6, SETLK, ARGS(IN(lock, flock)))
	V(7, SETLKW, ARGS(IN(lock, flock)))
	V(8, SETOWN, ARGS(PID(pid)))
	V(9, GETOWN, HAS_RET(PID))
	V(10, SETSIG, ARGS(SIGNAL(sig)))
	V(11, GETSIG, HAS_RET(SIGNAL))
	V(12, GETLK64, ARGS(INOUT(lock, flock64)))
	V(13, SETLK64, ARGS(IN(lock, flock64)))
	V(14, SETLKW64, ARGS(IN(lock, flock64)))
	V(15, SETOWN_EX, ARGS(IN(owner, f_owner_ex)))
	V(16, GETOWN_EX, ARGS(OUT(owner, f_owner_ex)))
	V(17, GETOWNER_UIDS, ARGS(OUT(uids, uid_t[2])))
	V(36, OFD_GETLK, ARGS(INOUT(lock, flock64)))
	V(37, OFD_SETLK, ARGS(IN(lock, flock64)))
	V(38, OFD_SETLKW, ARGS(IN(lock, flock64)))
	V(1024, SETLEASE, ARGS(ENUM(type, lock_type)))
	V(1025, GETLEASE, HAS_RET_OF(ENUM, lock_type))
	V(1026, NOTIFY, ARGS(FLAGS(events, dnotify_mask)))
	V(1027, DUPFD_QUERY, ARGS(FD(fd2)))
	V(1028, CREATED_QUERY)
	V(1030, DUPFD_CLOEXEC, ARGS(UINT(minfd)), HAS_RET(FD))
	V(1031, SETPIPE_SZ, ARGS(UINT(size)), HAS_RET(BYTES))
	V(1032, GETPIPE_SZ, HAS_RET(BYTES))
	V(1033, ADD_SEALS, ARGS(FLAGS(seals, seals)))
	V(1034, GET_SEALS, HAS_RET_OF(FLAGS, seals))
	V(1035, GET_RW_HINT, ARGS(OUT(hint, u64)))
	V(1036, SET_RW_HINT, ARGS(IN(hint, u64)))
	V(1037, GET_FILE_RW_HINT, ARGS(OUT(hint, u64)))
	V(1038, SET_FILE_RW_HINT, ARGS(IN(hint, u64)))
	V(1039, GETDELEG, ARGS(INOUT(deleg, delegation)))
	V(1040, SETDELEG, ARGS(IN(deleg, delegation)))
)

/* Options that only other architectures have are here too: any program can ask for them. */
VARIANTS(prctl, 0, ~0u,
	V(1, SET_PDEATHSIG, ARGS(SIGNAL(sig)))
	V(2, GET_PDEATHSIG, ARGS(OUT(sig, int)))
	V(3, GET_DUMPABLE, HAS_RET_OF(ENUM, prctl_dumpable))
	V(4, SET_DUMPABLE, ARGS(ENUM(dumpable, prctl_dumpable, WIDE)))
	V(5, GET_UNALIGN, ARGS(OUT(ctrl, int)))
	V(6, SET_UNALIGN, ARGS(FLAGS(ctrl, prctl_unalign, WIDE)))
	V(7, GET_KEEPCAPS)
	V(8, SET_KEEPCAPS, ARGS(ULONG(on)))
	V(9, GET_FPEMU, ARGS(OUT(mode, int)))
	V(10, SET_FPEMU, ARGS(FLAGS(mode, prctl_fpemu, WIDE)))
	V(11, GET_FPEXC, ARGS(OUT(mode, int)))
	V(12, SET_FPEXC, ARGS(FLAGS(mode, prctl_fpexc, WIDE)))
	V(13, GET_TIMING, HAS_RET_OF(ENUM, prctl_timing))
	V(14, SET_TIMING, ARGS(ENUM(timing, prctl_timing, WIDE)))
	V(15, SET_NAME, ARGS(STR(name)))
	V(16, GET_NAME, ARGS(ARG(name, STR, .out = true)))
	V(19, GET_ENDIAN, ARGS(OUT(endian, int)))
	V(20, SET_ENDIAN, ARGS(ENUM(endian, prctl_endian, WIDE)))
	V(21, GET_SECCOMP, HAS_RET_OF(ENUM, seccomp_mode))
	V(22, SET_SECCOMP, ARGS(ENUM(mode, seccomp_mode, WIDE), IN(filter, sock_fprog, WHEN(1, 2))))
	V(23, CAPBSET_READ, ARGS(ENUM(cap, capability, WIDE)))
	V(24, CAPBSET_DROP, ARGS(ENUM(cap, capability, WIDE)))
	V(25, GET_TSC, ARGS(OUT(mode, int)))
	V(26, SET_TSC, ARGS(ENUM(mode, prctl_tsc, WIDE)))
	V(27, GET_SECUREBITS, HAS_RET_OF(FLAGS, securebits))
	V(28, SET_SECUREBITS, ARGS(FLAGS(bits, securebits, WIDE)))
	V(29, SET_TIMERSLACK, ARGS(ULONG(slack_ns)))
	V(30, GET_TIMERSLACK)
	V(31, TASK_PERF_EVENTS_DISABLE)
	V(32, TASK_PERF_EVENTS_ENABLE)
	V(33, MCE_KILL, ARGS(ENUM(op, prctl_mce, WIDE),
				  ENUM(policy, prctl_mce_policy, WHEN(1, 1), WIDE)))
	V(34, MCE_KILL_GET, HAS_RET_OF(ENUM, prctl_mce_policy))
	V(35, SET_MM, ARGS(ENUM(field, prctl_mm, WIDE), PTR(addr), ULONG(size)))
	V(36, SET_CHILD_SUBREAPER, ARGS(ULONG(on)))
	V(37, GET_CHILD_SUBREAPER, ARGS(OUT(on, int)))
	V(38, SET_NO_NEW_PRIVS, ARGS(ULONG(on)))
	V(39, GET_NO_NEW_PRIVS)
	V(40, GET_TID_ADDRESS, ARGS(OUT(addr, pointer)))
	V(41, SET_THP_DISABLE, ARGS(ULONG(on), FLAGS(flags, prctl_thp_disable, WIDE)))
	V(42, GET_THP_DISABLE)
	V(43, MPX_ENABLE_MANAGEMENT)
	V(44, MPX_DISABLE_MANAGEMENT)
	V(45, SET_FP_MODE, ARGS(FLAGS(mode, prctl_fp_mode, WIDE)))
	V(46, GET_FP_MODE, HAS_RET_OF(FLAGS, prctl_fp_mode))
	V(47, CAP_AMBIENT, ARGS(ENUM(op, prctl_cap_ambient, WIDE),
				ENUM(cap, capability, UNLESS(1, 4), WIDE)))
	V(50, SVE_SET_VL, ARGS(FLAGS(vl, prctl_sve, WIDE)), HAS_RET_OF(FLAGS, prctl_sve))
	V(51, SVE_GET_VL, HAS_RET_OF(FLAGS, prctl_sve))
	V(52, GET_SPECULATION_CTRL, ARGS(ENUM(which, prctl_spec, WIDE)),
	  HAS_RET_OF(FLAGS, prctl_spec_ctrl))
	V(53, SET_SPECULATION_CTRL, ARGS(ENUM(which, prctl_spec, WIDE),
					 FLAGS(ctrl, prctl_spec_ctrl, WIDE)))
	V(54, PAC_RESET_KEYS, ARGS(FLAGS(keys, prctl_pac, WIDE)))
	V(55, SET_TAGGED_ADDR_CTRL, ARGS(FLAGS(ctrl, prctl_tagged_addr, WIDE)))
	V(56, GET_TAGGED_ADDR_CTRL, HAS_RET_OF(FLAGS, prctl_tagged_addr))
	V(57, SET_IO_FLUSHER, ARGS(ULONG(on)))
	V(58, GET_IO_FLUSHER)
	V(59, SET_SYSCALL_USER_DISPATCH, ARGS(ENUM(mode, prctl_syscall_dispatch, WIDE), PTR(offset),
					      ULONG(len), PTR(selector)))
	V(60, PAC_SET_ENABLED_KEYS, ARGS(FLAGS(keys, prctl_pac, WIDE),
					 FLAGS(enabled, prctl_pac, WIDE)))
	V(61, PAC_GET_ENABLED_KEYS, HAS_RET_OF(FLAGS, prctl_pac))
	V(62, SCHED_CORE, ARGS(ENUM(op, prctl_sched_core, WIDE), PID(pid),
			       ENUM(scope, prctl_sched_core_scope, WIDE),
			       OUT(cookie, u64, UNLESS(1, 3))))
	V(63, SME_SET_VL, ARGS(FLAGS(vl, prctl_sme, WIDE)), HAS_RET_OF(FLAGS, prctl_sme))
	V(64, SME_GET_VL, HAS_RET_OF(FLAGS, prctl_sme))
	V(65, SET_MDWE, ARGS(FLAGS(bits, prctl_mdwe, WIDE)))
	V(66, GET_MDWE, HAS_RET_OF(FLAGS, prctl_mdwe))
	V(67, SET_MEMORY_MERGE, ARGS(ULONG(on)))
	V(68, GET_MEMORY_MERGE)
	V(69, RISCV_V_SET_CONTROL, ARGS(PTR(ctrl)))
	V(70, RISCV_V_GET_CONTROL)
	V(71, RISCV_SET_ICACHE_FLUSH_CTX, ARGS(ULONG(ctx), ULONG(scope)))
	V(72, PPC_GET_DEXCR, ARGS(ULONG(aspect)))
	V(73, PPC_SET_DEXCR, ARGS(ULONG(aspect), PTR(ctrl)))
	V(74, GET_SHADOW_STACK_STATUS, ARGS(OUT(status, ulong)))
	V(75, SET_SHADOW_STACK_STATUS, ARGS(FLAGS(status, prctl_shadow_stack, WIDE)))
	V(76, LOCK_SHADOW_STACK_STATUS, ARGS(FLAGS(status, prctl_shadow_stack, WIDE)))
	V(77, TIMER_CREATE_RESTORE_IDS, ARGS(ENUM(op, prctl_timer_create_restore, WIDE)))
	V(78, FUTEX_HASH, ARGS(ENUM(op, prctl_futex_hash, WIDE), ULONG(slots, WHEN(1, 1))))
	V(79, RSEQ_SLICE_EXTENSION, ARGS(ENUM(op, prctl_rseq_slice, WIDE),
					 FLAGS(flags, prctl_rseq_slice_flags, WHEN(1, 2), WIDE)))
	V(80, GET_CFI, ARGS(ULONG(which), OUT(status, ulong)))
	V(81, SET_CFI, ARGS(ULONG(which), FLAGS(ctrl, prctl_cfi, WIDE)))
	V(0x41555856, GET_AUXV, ARGS(BUF_OUT(auxv, 2), ULONG(size)), HAS_RET(BYTES))
	V(0x53564d41, SET_VMA, ARGS(ENUM(attr, prctl_vma, WIDE), PTR(addr), ULONG(size), STR(name)))
	V(0x59616d61, SET_PTRACER, ARGS(PID(pid)))
)

VARIANTS(arch_prctl, 0, ~0u,
	V(0x1001, SET_GS, ARGS(PTR(addr)))
	V(0x1002, SET_FS, ARGS(PTR(addr)))
	V(0x1003, GET_FS, ARGS(OUT(addr, pointer)))
	V(0x1004, GET_GS, ARGS(OUT(addr, pointer)))
	V(0x1011, GET_CPUID)
	V(0x1012, SET_CPUID, ARGS(ULONG(on)))
	V(0x1021, GET_XCOMP_SUPP, ARGS(OUT(features, u64)))
	V(0x1022, GET_XCOMP_PERM, ARGS(OUT(features, u64)))
	V(0x1023, REQ_XCOMP_PERM, ARGS(ULONG(feature)))
	V(0x1024, GET_XCOMP_GUEST_PERM, ARGS(OUT(features, u64)))
	V(0x1025, REQ_XCOMP_GUEST_PERM, ARGS(ULONG(feature)))
	V(0x2001, MAP_VDSO_X32, ARGS(PTR(addr)))
	V(0x2002, MAP_VDSO_32, ARGS(PTR(addr)))
	V(0x2003, MAP_VDSO_64, ARGS(PTR(addr)))
	V(0x4001, GET_UNTAG_MASK, ARGS(OUT(mask, ulong)))
	V(0x4002, ENABLE_TAGGED_ADDR, ARGS(ULONG(bits)))
	V(0x4003, GET_MAX_TAG_BITS, ARGS(OUT(bits, ulong)))
	V(0x4004, FORCE_TAGGED_SVA)
	V(0x5001, SHSTK_ENABLE, ARGS(FLAGS(features, arch_shstk, WIDE)))
	V(0x5002, SHSTK_DISABLE, ARGS(FLAGS(features, arch_shstk, WIDE)))
	V(0x5003, SHSTK_LOCK, ARGS(FLAGS(features, arch_shstk, WIDE)))
	V(0x5004, SHSTK_UNLOCK, ARGS(FLAGS(features, arch_shstk, WIDE)))
	V(0x5005, SHSTK_STATUS, ARGS(OUT(features, u64)))
)

/* A count in the place of the timeout is val2, as in the kernel's own text. */
#define FUTEX_OPS(timespec)                                                                        \
	V(0, WAIT, ARGS(UINT(val), IN(utime, timespec)))                                           \
	V(1, WAKE, ARGS(UINT(val)))                                                                \
	V(2, FD, ARGS(SIGNAL(val)), HAS_RET(FD))                                                   \
	V(3, REQUEUE, ARGS(UINT(val), UINT(val2), PTR(uaddr2)))                                    \
	V(4, CMP_REQUEUE, ARGS(UINT(val), UINT(val2), PTR(uaddr2), UINT(val3)))                    \
	V(5, WAKE_OP, ARGS(UINT(val), UINT(val2), PTR(uaddr2), FLAGS(val3, futex_wake_val3)))      \
	V(6, LOCK_PI, ARGS(SKIP, IN(utime, timespec)))                                             \
	V(7, UNLOCK_PI)                                                                            \
	V(8, TRYLOCK_PI)                                                                           \
	V(9, WAIT_BITSET, ARGS(UINT(val), IN(utime, timespec), SKIP, FLAGS(val3, futex_bitset)))   \
	V(10, WAKE_BITSET, ARGS(UINT(val), SKIP, SKIP, FLAGS(val3, futex_bitset)))                 \
	V(11, WAIT_REQUEUE_PI, ARGS(UINT(val), IN(utime, timespec), PTR(uaddr2)))                  \
	V(12, CMP_REQUEUE_PI, ARGS(UINT(val), UINT(val2), PTR(uaddr2), UINT(val3)))                \
	V(13, LOCK_PI2, ARGS(SKIP, IN(utime, timespec)))

VARIANTS(futex, 1, 0x7f, FUTEX_OPS(timespec))
VARIANTS(futex_time64, 1, 0x7f, FUTEX_OPS(timespec64))

VARIANTS(keyctl, 0, ~0u,
	V(0, GET_KEYRING_ID, ARGS(KEY(key), UINT(create)))
	V(1, JOIN_SESSION_KEYRING, ARGS(STR(name)))
	V(2, UPDATE, ARGS(KEY(key), BUF_IN(payload, 3), ULONG(plen)))
	V(3, REVOKE, ARGS(KEY(key)))
	V(4, CHOWN, ARGS(KEY(key), UID(uid), UID(gid)))
	V(5, SETPERM, ARGS(KEY(key), FLAGS(perm, key_perm)))
	V(6, DESCRIBE, ARGS(KEY(key), BUF_OUT(buf, 3), ULONG(buflen)), HAS_RET(BYTES))
	V(7, CLEAR, ARGS(KEY(keyring)))
	V(8, LINK, ARGS(KEY(key), KEY(keyring)))
	V(9, UNLINK, ARGS(KEY(key), KEY(keyring)))
	V(10, SEARCH, ARGS(KEY(keyring), STR(type), STR(description), KEY(dest_keyring)))
	V(11, READ, ARGS(KEY(key), BUF_OUT(buf, 3), ULONG(buflen)), HAS_RET(BYTES))
	V(12, INSTANTIATE, ARGS(KEY(key), BUF_IN(payload, 3), ULONG(plen), KEY(keyring)))
	V(13, NEGATE, ARGS(KEY(key), UINT(timeout), KEY(keyring)))
	V(14, SET_REQKEY_KEYRING, ARGS(ENUM(reqkey, key_reqkey_default)))
	V(15, SET_TIMEOUT, ARGS(KEY(key), UINT(timeout)))
	V(16, ASSUME_AUTHORITY, ARGS(KEY(key)))
	V(17, GET_SECURITY, ARGS(KEY(key), BUF_OUT(buf, 3), ULONG(buflen)), HAS_RET(BYTES))
	V(18, SESSION_TO_PARENT)
	V(19, REJECT, ARGS(KEY(key), UINT(timeout), UINT(error), KEY(keyring)))
	V(20, INSTANTIATE_IOV, ARGS(KEY(key), IN(iov, iovec[], SIZED_BY(3)), ULONG(ioc),
				    KEY(keyring)))
	V(21, INVALIDATE, ARGS(KEY(key)))
	V(22, GET_PERSISTENT, ARGS(UID(uid), KEY(keyring)))
	V(23, DH_COMPUTE, ARGS(IN(params, keyctl_dh_params), BUF_OUT(buf, 3), ULONG(buflen),
			       IN(kdf, keyctl_kdf_params)), HAS_RET(BYTES))
	V(24, PKEY_QUERY, ARGS(KEY(key), SKIP, STR(info), OUT(result, keyctl_pkey_query)))
	V(25, PKEY_ENCRYPT, ARGS(IN(params, keyctl_pkey_params), STR(info), PTR(in), PTR(out)),
	  HAS_RET(BYTES))
	V(26, PKEY_DECRYPT, ARGS(IN(params, keyctl_pkey_params), STR(info), PTR(in), PTR(out)),
	  HAS_RET(BYTES))
	V(27, PKEY_SIGN, ARGS(IN(params, keyctl_pkey_params), STR(info), PTR(in), PTR(out)),
	  HAS_RET(BYTES))
	V(28, PKEY_VERIFY, ARGS(IN(params, keyctl_pkey_params), STR(info), PTR(in), PTR(in2)))
	V(29, RESTRICT_KEYRING, ARGS(KEY(keyring), STR(type), STR(restriction)))
	V(30, MOVE, ARGS(KEY(key), KEY(from_keyring), KEY(to_keyring),
			 FLAGS(flags, keyctl_move_flags)))
	V(31, CAPABILITIES, ARGS(BUF_OUT(buf, 2), ULONG(buflen)), HAS_RET(BYTES))
	V(32, WATCH_KEY, ARGS(KEY(key), FD(queue_fd), INT(watch_id)))
)

/*
 * The peeks store the word at data, in spite of what the C library's function does. 33 is
 * SINGLEBLOCK on x86 and PEEKMTETAGS on 64-bit ARM, so it has no row.
 */
VARIANTS(ptrace, 0, ~0u,
	V(0, TRACEME)
	V(1, PEEKTEXT, ARGS(PID(pid), PTR(addr), OUT(data, ulong)))
	V(2, PEEKDATA, ARGS(PID(pid), PTR(addr), OUT(data, ulong)))
	V(3, PEEKUSR, ARGS(PID(pid), PTR(addr), OUT(data, ulong)))
	V(4, POKETEXT, ARGS(PID(pid), PTR(addr), PTR(data)))
	V(5, POKEDATA, ARGS(PID(pid), PTR(addr), PTR(data)))
	V(6, POKEUSR, ARGS(PID(pid), PTR(addr), PTR(data)))
	V(7, CONT, ARGS(PID(pid), SKIP, SIGNAL(sig)))
	V(8, KILL, ARGS(PID(pid)))
	V(9, SINGLESTEP, ARGS(PID(pid), SKIP, SIGNAL(sig)))
	V(12, GETREGS, ARGS(PID(pid), SKIP, OUT(regs, user_regs_struct)))
	V(13, SETREGS, ARGS(PID(pid), SKIP, IN(regs, user_regs_struct)))
	V(14, GETFPREGS, ARGS(PID(pid), SKIP, OUT(regs, user_fpregs_struct)))
	V(15, SETFPREGS, ARGS(PID(pid), SKIP, IN(regs, user_fpregs_struct)))
	V(16, ATTACH, ARGS(PID(pid)))
	V(17, DETACH, ARGS(PID(pid), SKIP, SIGNAL(sig)))
	V(18, GETFPXREGS, ARGS(PID(pid), SKIP, OUT(regs, user_fpxregs_struct)))
	V(19, SETFPXREGS, ARGS(PID(pid), SKIP, IN(regs, user_fpxregs_struct)))
	V(21, OLDSETOPTIONS, ARGS(PID(pid), SKIP, FLAGS(options, ptrace_options)))
	V(24, SYSCALL, ARGS(PID(pid), SKIP, SIGNAL(sig)))
	V(25, GET_THREAD_AREA, ARGS(PID(pid), ULONG(idx), OUT(desc, user_desc)))
	V(26, SET_THREAD_AREA, ARGS(PID(pid), ULONG(idx), IN(desc, user_desc)))
	V(30, ARCH_PRCTL, ARGS(PID(pid), PTR(addr), ENUM(option, arch_prctl)))
	V(31, SYSEMU, ARGS(PID(pid), SKIP, SIGNAL(sig)))
	V(32, SYSEMU_SINGLESTEP, ARGS(PID(pid), SKIP, SIGNAL(sig)))
	V(0x4200, SETOPTIONS, ARGS(PID(pid), SKIP, FLAGS(options, ptrace_options)))
	V(0x4201, GETEVENTMSG, ARGS(PID(pid), SKIP, OUT(msg, ulong)))
	V(0x4202, GETSIGINFO, ARGS(PID(pid), SKIP, OUT(info, siginfo)))
	V(0x4203, SETSIGINFO, ARGS(PID(pid), SKIP, IN(info, siginfo)))
	V(0x4204, GETREGSET, ARGS(PID(pid), ENUM(type, ptrace_regset), INOUT(regs, iovec)))
	V(0x4205, SETREGSET, ARGS(PID(pid), ENUM(type, ptrace_regset), IN(regs, iovec)))
	V(0x4206, SEIZE, ARGS(PID(pid), SKIP, FLAGS(options, ptrace_options)))
	V(0x4207, INTERRUPT, ARGS(PID(pid)))
	V(0x4208, LISTEN, ARGS(PID(pid)))
	V(0x4209, PEEKSIGINFO, ARGS(PID(pid), IN(args, ptrace_peeksiginfo_args),
				    OUT(infos, siginfo)))
	V(0x420a, GETSIGMASK, ARGS(PID(pid), ULONG(size), OUT(mask, sigset_t)))
	V(0x420b, SETSIGMASK, ARGS(PID(pid), ULONG(size), IN(mask, sigset_t)))
	V(0x420c, SECCOMP_GET_FILTER, ARGS(PID(pid), ULONG(idx), OUT(insns, sock_filter)))
	V(0x420d, SECCOMP_GET_METADATA, ARGS(PID(pid), ULONG(size), INOUT(meta, seccomp_metadata)),
	  HAS_RET(BYTES))
	V(0x420e, GET_SYSCALL_INFO, ARGS(PID(pid), ULONG(size), OUT(info, ptrace_syscall_info)),
	  HAS_RET(BYTES))
	V(0x420f, GET_RSEQ_CONFIGURATION, ARGS(PID(pid), ULONG(size),
					       OUT(conf, ptrace_rseq_configuration)),
	  HAS_RET(BYTES))
	V(0x4210, SET_SYSCALL_USER_DISPATCH_CONFIG, ARGS(PID(pid), ULONG(size),
							 IN(conf, ptrace_sud_config)))
	V(0x4211, GET_SYSCALL_USER_DISPATCH_CONFIG, ARGS(PID(pid), ULONG(size),
							 OUT(conf, ptrace_sud_config)))
	V(0x4212, SET_SYSCALL_INFO, ARGS(PID(pid), ULONG(size), IN(info, ptrace_syscall_info)))
)

VARIANTS(seccomp, 0, ~0u,
	V(0, SET_MODE_STRICT, ARGS(FLAGS(flags, seccomp_filter_flags), PTR(uargs)))
	V(1, SET_MODE_FILTER, ARGS(FLAGS(flags, seccomp_filter_flags), IN(uargs, sock_fprog)))
	V(2, GET_ACTION_AVAIL, ARGS(FLAGS(flags, seccomp_filter_flags), IN(uargs, u32)))
	V(3, GET_NOTIF_SIZES, ARGS(FLAGS(flags, seccomp_filter_flags),
				   OUT(uargs, seccomp_notif_sizes)))
)

/* The low eight bits of cmd say whose quota it is. */
VARIANTS(quotactl, 0, 0xffffff00,
	V(0x580100, XQUOTAON, ARGS(PATH(special), SKIP, IN(addr, u32)))
	V(0x580200, XQUOTAOFF, ARGS(PATH(special), SKIP, IN(addr, u32)))
	V(0x580300, XGETQUOTA, ARGS(PATH(special), UID(id), OUT(addr, fs_disk_quota)))
	V(0x580400, XSETQLIM, ARGS(PATH(special), UID(id), IN(addr, fs_disk_quota)))
	V(0x580500, XGETQSTAT, ARGS(PATH(special), SKIP, OUT(addr, fs_quota_stat)))
	V(0x580600, XQUOTARM, ARGS(PATH(special), SKIP, IN(addr, u32)))
	V(0x580700, XQUOTASYNC, ARGS(PATH(special)))
	V(0x580800, XGETQSTATV, ARGS(PATH(special), SKIP, INOUT(addr, fs_quota_statv)))
	V(0x580900, XGETNEXTQUOTA, ARGS(PATH(special), UID(id), OUT(addr, fs_disk_quota)))
	V(0x80000100, SYNC, ARGS(PATH(special)))
	V(0x80000200, QUOTAON, ARGS(PATH(special), ENUM(id, quota_format), PATH(addr)))
	V(0x80000300, QUOTAOFF, ARGS(PATH(special)))
	V(0x80000400, GETFMT, ARGS(PATH(special), SKIP, OUT(addr, u32)))
	V(0x80000500, GETINFO, ARGS(PATH(special), SKIP, OUT(addr, if_dqinfo)))
	V(0x80000600, SETINFO, ARGS(PATH(special), SKIP, IN(addr, if_dqinfo)))
	V(0x80000700, GETQUOTA, ARGS(PATH(special), UID(id), OUT(addr, if_dqblk)))
	V(0x80000800, SETQUOTA, ARGS(PATH(special), UID(id), IN(addr, if_dqblk)))
	V(0x80000900, GETNEXTQUOTA, ARGS(PATH(special), UID(id), OUT(addr, if_nextdqblk)))
)

VARIANTS(quotactl_fd, 1, 0xffffff00,
	V(0x580100, XQUOTAON, ARGS(SKIP, IN(addr, u32)))
	V(0x580200, XQUOTAOFF, ARGS(SKIP, IN(addr, u32)))
	V(0x580300, XGETQUOTA, ARGS(UID(id), OUT(addr, fs_disk_quota)))
	V(0x580400, XSETQLIM, ARGS(UID(id), IN(addr, fs_disk_quota)))
	V(0x580500, XGETQSTAT, ARGS(SKIP, OUT(addr, fs_quota_stat)))
	V(0x580600, XQUOTARM, ARGS(SKIP, IN(addr, u32)))
	V(0x580700, XQUOTASYNC)
	V(0x580800, XGETQSTATV, ARGS(SKIP, INOUT(addr, fs_quota_statv)))
	V(0x580900, XGETNEXTQUOTA, ARGS(UID(id), OUT(addr, fs_disk_quota)))
	V(0x80000100, SYNC)
	V(0x80000200, QUOTAON, ARGS(ENUM(id, quota_format), PATH(addr)))
	V(0x80000300, QUOTAOFF)
	V(0x80000400, GETFMT, ARGS(SKIP, OUT(addr, u32)))
	V(0x80000500, GETINFO, ARGS(SKIP, OUT(addr, if_dqinfo)))
	V(0x80000600, SETINFO, ARGS(SKIP, IN(addr, if_dqinfo)))
	V(0x80000700, GETQUOTA, ARGS(UID(id), OUT(addr, if_dqblk)))
	V(0x80000800, SETQUOTA, ARGS(UID(id), IN(addr, if_dqblk)))
	V(0x80000900, GETNEXTQUOTA, ARGS(UID(id), OUT(addr, if_nextdqblk)))
)

/* System V IPC: cmd may carry IPC_64, which asks for the newer layout of a struct. */
VARIANTS(semctl, 2, ~0x100u,
	V(0, IPC_RMID)
	V(1, IPC_SET, ARGS(IN(arg, semid_ds)))
	V(2, IPC_STAT, ARGS(OUT(arg, semid_ds)))
	V(3, IPC_INFO, ARGS(OUT(arg, seminfo)))
	V(11, GETPID, HAS_RET(PID))
	V(12, GETVAL)
	V(13, GETALL, ARGS(OUT(arg, u16)))
	V(14, GETNCNT)
	V(15, GETZCNT)
	V(16, SETVAL, ARGS(INT(arg)))
	V(17, SETALL, ARGS(IN(arg, u16)))
	V(18, SEM_STAT, ARGS(OUT(arg, semid_ds)))
	V(19, SEM_INFO, ARGS(OUT(arg, seminfo)))
	V(20, SEM_STAT_ANY, ARGS(OUT(arg, semid_ds)))
)

VARIANTS(shmctl, 1, ~0x100u,
	V(0, IPC_RMID)
	V(1, IPC_SET, ARGS(IN(buf, shmid_ds)))
	V(2, IPC_STAT, ARGS(OUT(buf, shmid_ds)))
	V(3, IPC_INFO, ARGS(OUT(buf, shminfo)))
	V(11, SHM_LOCK)
	V(12, SHM_UNLOCK)
	V(13, SHM_STAT, ARGS(OUT(buf, shmid_ds)))
	V(14, SHM_INFO, ARGS(OUT(buf, shm_info)))
	V(15, SHM_STAT_ANY, ARGS(OUT(buf, shmid_ds)))
)

VARIANTS(msgctl, 1, ~0x100u,
	V(0, IPC_RMID)
	V(1, IPC_SET, ARGS(IN(buf, msqid_ds)))
	V(2, IPC_STAT, ARGS(OUT(buf, msqid_ds)))
	V(3, IPC_INFO, ARGS(OUT(buf, msginfo)))
	V(11, MSG_STAT, ARGS(OUT(buf, msqid_ds)))
	V(12, MSG_INFO, ARGS(OUT(buf, msginfo)))
	V(13, MSG_STAT_ANY, ARGS(OUT(buf, msqid_ds)))
)

/* i386 multiplexes; the high half of call is a version. */
VARIANTS(ipc, 0, 0xffff,
	V(1, SEMOP, ARGS(INT(semid), UINT(nsops), SKIP, IN(tsops, sembuf[], SIZED_BY(2))))
	V(2, SEMGET, ARGS(HEX(key), INT(nsems), FLAGS(semflg, ipc_get_flags)))
	V(3, SEMCTL, ARGS(INT(semid), INT(semnum), FLAGS(cmd, semctl_op), PTR(arg)))
	V(4, SEMTIMEDOP, ARGS(INT(semid), UINT(nsops), SKIP, IN(tsops, sembuf[], SIZED_BY(2)),
			      IN(timeout, timespec)))
	V(11, MSGSND, ARGS(INT(msqid), ULONG(msgsz), FLAGS(msgflg, msg_ipc_flags),
			   IN(msgp, msgbuf)))
	V(12, MSGRCV, ARGS(INT(msqid), ULONG(msgsz), FLAGS(msgflg, msg_ipc_flags), PTR(msgp),
			   LONG(msgtyp)), HAS_RET(BYTES))
	V(13, MSGGET, ARGS(HEX(key), FLAGS(msgflg, ipc_get_flags)))
	V(14, MSGCTL, ARGS(INT(msqid), FLAGS(cmd, msgctl_op), SKIP, PTR(buf)))
	V(21, SHMAT, ARGS(INT(shmid), FLAGS(shmflg, shmat_flags), OUT(raddr, u32), PTR(shmaddr)))
	V(22, SHMDT, ARGS(SKIP, SKIP, SKIP, PTR(shmaddr)))
	V(23, SHMGET, ARGS(HEX(key), ULONG(size), FLAGS(shmflg, shmget_flags)))
	V(24, SHMCTL, ARGS(INT(shmid), FLAGS(cmd, shmctl_op), SKIP, PTR(buf)))
)

/* The arguments are in memory; what varies is the result. */
VARIANTS(socketcall, 0, ~0u,
	V(1, SOCKET, ARGS(PTR(args)), HAS_RET(FD))
	V(5, ACCEPT, ARGS(PTR(args)), HAS_RET(FD))
	V(9, SEND, ARGS(PTR(args, DATA_IN)), HAS_RET(BYTES))
	V(10, RECV, ARGS(PTR(args, DATA_OUT)), HAS_RET(BYTES))
	V(11, SENDTO, ARGS(PTR(args, DATA_IN)), HAS_RET(BYTES))
	V(12, RECVFROM, ARGS(PTR(args, DATA_OUT)), HAS_RET(BYTES))
	V(16, SENDMSG, ARGS(PTR(args, DATA_IN)), HAS_RET(BYTES))
	V(17, RECVMSG, ARGS(PTR(args, DATA_OUT)), HAS_RET(BYTES))
	V(18, ACCEPT4, ARGS(PTR(args)), HAS_RET(FD))
)

VARIANTS(socket, 0, ~0u,
	V(2, INET, ARGS(FLAGS(type, socket_type), ENUM(protocol, ip_protocol)))
	V(10, INET6, ARGS(FLAGS(type, socket_type), ENUM(protocol, ip_protocol)))
	V(16, NETLINK, ARGS(FLAGS(type, socket_type), ENUM(protocol, netlink_protocol)))
	V(17, PACKET, ARGS(FLAGS(type, socket_type), ENUM(protocol, packet_protocol)))
	V(29, CAN, ARGS(FLAGS(type, socket_type), ENUM(protocol, can_protocol)))
	V(31, BLUETOOTH, ARGS(FLAGS(type, socket_type), ENUM(protocol, bluetooth_protocol)))
)

VARIANTS(socketpair, 0, ~0u,
	V(2, INET, ARGS(FLAGS(type, socket_type), ENUM(protocol, ip_protocol),
			OUT(usockvec, int[2])))
	V(10, INET6, ARGS(FLAGS(type, socket_type), ENUM(protocol, ip_protocol),
			  OUT(usockvec, int[2])))
)

#define SET_OPT(options) ARGS(ENUM(optname, options), BUF_IN(optval, 4), INT(optlen))
#define GET_OPT(options) ARGS(ENUM(optname, options), PTR(optval), INOUT(optlen, int))
#define OPTIONS_BY_LEVEL(OPT)                     \
	V(0, IP, OPT(sockopt_ip))                 \
	V(1, SOCKET, OPT(sockopt))                \
	V(6, TCP, OPT(sockopt_tcp))               \
	V(17, UDP, OPT(sockopt_udp))              \
	V(40, AF_VSOCK, OPT(sockopt_vsock))       \
	V(41, IPV6, OPT(sockopt_ipv6))            \
	V(58, ICMPV6, OPT(sockopt_icmpv6))        \
	V(101, CAN_RAW, OPT(sockopt_can_raw))     \
	V(132, SCTP, OPT(sockopt_sctp))           \
	V(255, RAW, OPT(sockopt_raw))             \
	V(263, PACKET, OPT(sockopt_packet))       \
	V(270, NETLINK, OPT(sockopt_netlink))     \
	V(271, TIPC, OPT(sockopt_tipc))           \
	V(273, PPPOL2TP, OPT(sockopt_pppol2tp))   \
	V(274, BLUETOOTH, OPT(sockopt_bluetooth)) \
	V(276, RDS, OPT(sockopt_rds))             \
	V(279, ALG, OPT(sockopt_alg))             \
	V(282, TLS, OPT(sockopt_tls))             \
	V(283, XDP, OPT(sockopt_xdp))             \
	V(284, MPTCP, OPT(sockopt_mptcp))         \
	V(287, VSOCK, OPT(sockopt_vsock))

VARIANTS(setsockopt, 1, ~0u, OPTIONS_BY_LEVEL(SET_OPT))
VARIANTS(getsockopt, 1, ~0u, OPTIONS_BY_LEVEL(GET_OPT))

/* What kind of a number the process, group or user is. */
VARIANTS(waitid, 0, ~0u,
	V(0, ALL, ARGS(SKIP, OUT(infop, siginfo), FLAGS(options, waitid_options), OUT(ru, rusage)))
	V(3, PIDFD, ARGS(FD(upid), OUT(infop, siginfo), FLAGS(options, waitid_options),
			 OUT(ru, rusage)))
)

VARIANTS(getpriority, 0, ~0u,
	V(0, PROCESS, ARGS(PID(who)))
	V(1, PGRP, ARGS(PID(who)))
	V(2, USER, ARGS(UID(who)))
)

VARIANTS(setpriority, 0, ~0u,
	V(0, PROCESS, ARGS(PID(who), INT(niceval)))
	V(1, PGRP, ARGS(PID(who), INT(niceval)))
	V(2, USER, ARGS(UID(who), INT(niceval)))
)

VARIANTS(ioprio_get, 0, ~0u,
	V(1, PROCESS, ARGS(PID(who)))
	V(2, PGRP, ARGS(PID(who)))
	V(3, USER, ARGS(UID(who)))
)

VARIANTS(ioprio_set, 0, ~0u,
	V(1, PROCESS, ARGS(PID(who), FLAGS(ioprio, ioprio)))
	V(2, PGRP, ARGS(PID(who), FLAGS(ioprio, ioprio)))
	V(3, USER, ARGS(UID(who), FLAGS(ioprio, ioprio)))
)

/* The fds are those of the two processes and not of the caller, so they are plain numbers. */
VARIANTS(kcmp, 2, ~0u,
	V(0, FILE, ARGS(UINT(idx1), UINT(idx2)))
	V(1, VM)
	V(2, FILES)
	V(3, FS)
	V(4, SIGHAND)
	V(5, IO)
	V(6, SYSVSEM)
	V(7, EPOLL_TFD, ARGS(UINT(idx1), IN(idx2, kcmp_epoll_slot)))
)

/* The commands are bits, so that a result can have many. */
VARIANTS(membarrier, 0, ~0u,
	V(0, QUERY, ARGS(FLAGS(flags, membarrier_flags)), HAS_RET_OF(FLAGS, membarrier_cmds))
	V(512, GET_REGISTRATIONS, ARGS(FLAGS(flags, membarrier_flags)),
	  HAS_RET_OF(FLAGS, membarrier_cmds))
)

VARIANTS(landlock_add_rule, 1, ~0u,
	V(1, PATH_BENEATH, ARGS(IN(rule_attr, landlock_path_beneath_attr),
				FLAGS(flags, landlock_add_rule_flags)))
	V(2, NET_PORT, ARGS(IN(rule_attr, landlock_net_port_attr),
			    FLAGS(flags, landlock_add_rule_flags)))
)

VARIANTS(epoll_ctl, 1, ~0u,
	V(2, DEL, ARGS(FD(fd)))
)

VARIANTS(fsconfig, 1, ~0u,
	V(0, SET_FLAG, ARGS(STR(_key)))
	V(1, SET_STRING, ARGS(STR(_key), STR(_value)))
	V(2, SET_BINARY, ARGS(STR(_key), BUF_IN(_value, 4), INT(aux)))
	V(3, SET_PATH, ARGS(STR(_key), PATH(_value), DIRFD(aux)))
	V(4, SET_PATH_EMPTY, ARGS(STR(_key), PATH(_value), DIRFD(aux)))
	V(5, SET_FD, ARGS(STR(_key), SKIP, FD(aux)))
	V(6, CMD_CREATE)
	V(7, CMD_RECONFIGURE)
	V(8, CMD_CREATE_EXCL)
)

#define ARRAY_IN(type) IN(arg, type, SIZED_BY(3)), UINT(nr_args)
#define ARRAY_INOUT(type) INOUT(arg, type, SIZED_BY(3)), UINT(nr_args)
#define ONE_IN(type) IN(arg, type), UINT(nr_args)
#define ONE_OUT(type) OUT(arg, type), UINT(nr_args)
#define ONE_INOUT(type) INOUT(arg, type), UINT(nr_args)

VARIANTS(io_uring_register, 1, 0x7fffffff,
	V(0, REGISTER_BUFFERS, ARGS(ARRAY_IN(iovec[])))
	V(1, UNREGISTER_BUFFERS)
	V(2, REGISTER_FILES, ARGS(ARRAY_IN(int[])))
	V(3, UNREGISTER_FILES)
	V(4, REGISTER_EVENTFD, ARGS(ONE_IN(int)))
	V(5, UNREGISTER_EVENTFD)
	V(6, REGISTER_FILES_UPDATE, ARGS(ONE_IN(io_uring_rsrc_update)))
	V(7, REGISTER_EVENTFD_ASYNC, ARGS(ONE_IN(int)))
	V(8, REGISTER_PROBE, ARGS(ONE_OUT(io_uring_probe)))
	V(9, REGISTER_PERSONALITY)
	V(10, UNREGISTER_PERSONALITY, ARGS(SKIP, UINT(id)))
	V(11, REGISTER_RESTRICTIONS, ARGS(ARRAY_IN(io_uring_restriction[])))
	V(12, REGISTER_ENABLE_RINGS)
	V(13, REGISTER_FILES2, ARGS(IN(arg, io_uring_rsrc_register), UINT(size)))
	V(14, REGISTER_FILES_UPDATE2, ARGS(IN(arg, io_uring_rsrc_update2), UINT(size)))
	V(15, REGISTER_BUFFERS2, ARGS(IN(arg, io_uring_rsrc_register), UINT(size)))
	V(16, REGISTER_BUFFERS_UPDATE, ARGS(IN(arg, io_uring_rsrc_update2), UINT(size)))
	V(17, REGISTER_IOWQ_AFF, ARGS(BUF_IN(arg, 3), UINT(size)))
	V(18, UNREGISTER_IOWQ_AFF)
	V(19, REGISTER_IOWQ_MAX_WORKERS, ARGS(ARRAY_INOUT(u32[])))
	V(20, REGISTER_RING_FDS, ARGS(ARRAY_INOUT(io_uring_rsrc_update[])))
	V(21, UNREGISTER_RING_FDS, ARGS(ARRAY_IN(io_uring_rsrc_update[])))
	V(22, REGISTER_PBUF_RING, ARGS(ONE_IN(io_uring_buf_reg)))
	V(23, UNREGISTER_PBUF_RING, ARGS(ONE_IN(io_uring_buf_reg)))
	V(24, REGISTER_SYNC_CANCEL, ARGS(ONE_IN(io_uring_sync_cancel_reg)))
	V(25, REGISTER_FILE_ALLOC_RANGE, ARGS(IN(arg, io_uring_file_index_range)))
	V(26, REGISTER_PBUF_STATUS, ARGS(ONE_INOUT(io_uring_buf_status)))
	V(27, REGISTER_NAPI, ARGS(ONE_INOUT(io_uring_napi)))
	V(28, UNREGISTER_NAPI, ARGS(ONE_OUT(io_uring_napi)))
	V(29, REGISTER_CLOCK, ARGS(IN(arg, io_uring_clock_register)))
	V(30, REGISTER_CLONE_BUFFERS, ARGS(ONE_IN(io_uring_clone_buffers)))
	V(31, REGISTER_SEND_MSG_RING, ARGS(ONE_IN(io_uring_sqe)))
	V(32, REGISTER_ZCRX_IFQ, ARGS(ONE_INOUT(io_uring_zcrx_ifq_reg)))
	V(33, REGISTER_RESIZE_RINGS, ARGS(ONE_INOUT(io_uring_params)))
	V(34, REGISTER_MEM_REGION, ARGS(ONE_INOUT(io_uring_mem_region_reg)))
	V(35, REGISTER_QUERY, ARGS(INOUT(arg, io_uring_query_hdr)))
	V(36, REGISTER_ZCRX_CTRL, ARGS(INOUT(arg, zcrx_ctrl)))
	V(37, REGISTER_BPF_FILTER, ARGS(ONE_IN(io_uring_bpf)))
)

VARIANTS(syslog, 0, ~0u,
	V(0, CLOSE)
	V(1, OPEN)
	V(2, READ, ARGS(BUF_OUT(buf, 2), INT(len)), HAS_RET(BYTES))
	V(3, READ_ALL, ARGS(BUF_OUT(buf, 2), INT(len)), HAS_RET(BYTES))
	V(4, READ_CLEAR, ARGS(BUF_OUT(buf, 2), INT(len)), HAS_RET(BYTES))
	V(5, CLEAR)
	V(6, CONSOLE_OFF)
	V(7, CONSOLE_ON)
	V(8, CONSOLE_LEVEL, ARGS(SKIP, INT(level)))
	V(9, SIZE_UNREAD, HAS_RET(BYTES))
	V(10, SIZE_BUFFER, HAS_RET(BYTES))
)

VARIANTS(reboot, 2, ~0u,
	V(0, CAD_OFF)
	V(0x01234567, RESTART)
	V(0x4321fedc, POWER_OFF)
	V(0x45584543, KEXEC)
	V(0x89abcdef, CAD_ON)
	V(0xa1b2c3d4, RESTART2, ARGS(STR(arg)))
	V(0xcdef0123, HALT)
	V(0xd000fce2, SW_SUSPEND)
)

VARIANTS(modify_ldt, 0, ~0u,
	V(0, READ, ARGS(BUF_OUT(ptr, 2), ULONG(bytecount)), HAS_RET(BYTES))
	V(1, WRITE_OLD, ARGS(IN(ptr, user_desc), ULONG(bytecount)))
	V(2, READ_DEFAULT, ARGS(BUF_OUT(ptr, 2), ULONG(bytecount)), HAS_RET(BYTES))
	V(0x11, WRITE, ARGS(IN(ptr, user_desc), ULONG(bytecount)))
)

VARIANTS(sysfs, 0, ~0u,
	V(1, FS_INDEX, ARGS(STR(fsname)))
	V(2, FS_NAME, ARGS(UINT(fs_index), ARG(buf, STR, .out = true)))
	V(3, FS_COUNT)
)
