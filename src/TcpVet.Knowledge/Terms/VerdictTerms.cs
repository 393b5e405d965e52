namespace TcpVet.Knowledge;

/// <summary>The verdicts that <c>lint</c> gives to lines of sysctl files, worst first.</summary>
internal static class VerdictTerms
{
    private static readonly string[] Manual = ["sysctl.d(5)", "systemd-sysctl.service(8)"];

    public static IReadOnlyList<Term> All { get; } =
    [
        new()
        {
            Name = "rejected",
            Aliases = ["value rejected"],
            Summary = "A verdict of lint: the kernel refuses the value, or takes only a part of it.",
            Meaning = "A write of it answers EINVAL and the old value stays; of a list of numbers the first ones may be taken and the rest not. At boot systemd-sysctl logs the failure and goes on, so that nobody may notice.",
            WhatToDo = "Write a value of the range that tcpvet explain SETTING shows.",
            Rules = ["TV603"],
            SeeAlso = ["removed", "no_effect"],
            Sources = [.. Manual, "kernel/sysctl.c"],
        },
        new()
        {
            Name = "removed",
            Aliases = ["setting removed"],
            Summary = "A verdict of lint: this kernel does not have the setting any more.",
            Meaning = "The file under /proc/sys is gone: sysctl -p reports the key, sets the others and exits with 1. Older kernels still have it; lint --kernel VERSION judges for one of them.",
            WhatToDo = "Delete the line.",
            Rules = ["TV601"],
            SeeAlso = ["unknown", "rejected"],
            Sources = Manual,
        },
        new()
        {
            Name = "dangerous",
            Summary = "A verdict of lint: the line breaks something.",
            Meaning = "Connections are lost, ports of services are taken, or healthy peers are declared dead. It counts as critical for --fail-on.",
            WhatToDo = "Do what the line says instead, and read the rule of its code.",
            Rules = ["TV611", "TV612", "TV613"],
            SeeAlso = ["misleading"],
            Sources = Manual,
        },
        new()
        {
            Name = "no_effect",
            Aliases = ["without effect"],
            Summary = "A verdict of lint: another setting makes the line void, or a later line wins.",
            Meaning = "The kernel takes the value and never looks at it, such as tcp_max_syn_backlog beside tcp_syncookies; or the same key is set again further down, or by a file that is read later.",
            WhatToDo = "Delete the line, or change the one that decides.",
            Rules = ["TV604", "TV605"],
            SeeAlso = ["redundant", "misleading"],
            Sources = Manual,
        },
        new()
        {
            Name = "misleading",
            Summary = "A verdict of lint: the line does something, and not what it is copied for.",
            Meaning = "Guides prescribe it for another trouble than the one that it touches, such as tcp_fin_timeout for TIME_WAIT.",
            WhatToDo = "Delete the line unless what it really does is wanted; the rule of its code says what helps instead.",
            Rules = ["TV614", "TV615", "TV616"],
            SeeAlso = ["no_effect", "dangerous"],
            Sources = Manual,
        },
        new()
        {
            Name = "redundant",
            Aliases = ["superfluous"],
            Summary = "A verdict of lint: it is so without the line.",
            Meaning = "The value is the default of the kernel that is judged for. The line does no harm, and hides those that matter.",
            WhatToDo = "Delete the line, or keep it where other hosts with other kernels read the file.",
            SeeAlso = ["no_effect", "ok"],
            Sources = Manual,
        },
        new()
        {
            Name = "unknown",
            Aliases = ["setting unknown", "unknown key"],
            Summary = "A verdict of lint: no such setting is known, or nothing is known of what it takes, so that the line was not judged.",
            Meaning = "With TV602 the setting is not there: a misspelt name, a module that is not loaded, an interface that does not exist, another system. Without a rule the line was not judged: settings of vm, kernel and fs are none of connections, and a path that exists says nothing of a value.",
            WhatToDo = "Compare with sysctl -a on the host that the file is for.",
            Rules = ["TV602"],
            SeeAlso = ["removed", "ok"],
            Sources = Manual,
        },
        new()
        {
            Name = "ok",
            Summary = "A verdict of lint: the line does what it says, and nothing speaks against it.",
            Meaning = "The kernel takes the value, no other line and no other setting makes it void, and it is not the default anyway.",
            SeeAlso = ["redundant", "unknown"],
            Sources = Manual,
        },
    ];
}
