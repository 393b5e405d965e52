namespace TcpVet.Knowledge;

/// <summary>Limits of open descriptors.</summary>
internal static class LimitSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "RLIMIT_NOFILE",
            Kind = SettingKind.ResourceLimit,
            Summary = "How many descriptors a process may have open.",
            Meaning = """
                At the limit accept(), socket() and open() fail with EMFILE. The accept queue then fills: connections are ESTABLISHED with inode 0 and nobody answers, while ListenOverflows still stands at 0.
                ulimit -n, LimitNOFILE= of systemd, /proc/PID/limits. A process may raise its soft limit to the hard one itself.
                """,
            Unit = "descriptors",
            Defaults = [new(null, "1024 soft; hard 4096 from the kernel, 524288 under systemd 240 and later")],
            Range = SettingRange.Between(0, 2_147_483_584, "not above fs.nr_open"),
            Scope = SettingScope.Process,
            ReadWhen = SettingRead.AtExec,
            ReadNote = "prlimit(1) changes it in a running process",
            DependsOn = [new("fs.nr_open", "its upper bound: raise that first")],
            Dangers = ["Raising it hides a leak for a while."],
            Rules = ["TV103", "TV504"],
            SeeAlso = ["EMFILE", "fs.nr_open", "fs.file-max"],
            Sources = ["getrlimit(2)", "kernel fs/file.c alloc_fd", "systemd.exec(5)", Cite.Measured],
        },
        new()
        {
            Name = "fs.nr_open",
            Summary = "The ceiling of RLIMIT_NOFILE.",
            Meaning = "setrlimit() above it fails with EPERM, also for root.",
            Unit = "descriptors",
            Defaults = [new(null, "1048576", [1_048_576])],
            Range = SettingRange.Between(64, 2_147_483_584, "on 64 bits"),
            Scope = SettingScope.Host,
            ReadWhen = SettingRead.Live,
            ReadNote = "systemd raises it at boot on many distributions; it is visible in every network namespace",
            Rules = ["TV504"],
            SeeAlso = ["RLIMIT_NOFILE", "EMFILE"],
            Sources = ["fs/file.c", "fs/file_table.c", Cite.FsSysctl],
        },
        new()
        {
            Name = "fs.file-max",
            Summary = "How many open files the whole host may have.",
            Meaning = "At the limit opening fails with ENFILE for all but root, and the log says \"VFS: file-max limit reached\". fs.file-nr shows how many there are.",
            Unit = "open files",
            Defaults = [new(null, "a tenth of the memory in KiB (2466177 on a host of 24 GB); systemd 240 and later sets the greatest number")],
            Range = SettingRange.Between(0, long.MaxValue),
            Scope = SettingScope.Host,
            ReadWhen = SettingRead.Live,
            ReadNote = "visible in every network namespace",
            Rules = ["TV504"],
            SeeAlso = ["ENFILE", "RLIMIT_NOFILE"],
            Sources = ["fs/file_table.c files_maxfiles_init, alloc_empty_file", Cite.FsSysctl],
        },
    ];
}
