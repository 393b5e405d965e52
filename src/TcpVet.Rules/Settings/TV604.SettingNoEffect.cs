using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;

namespace TcpVet.Rules.Settings;

/// <summary>TV604: another setting, or the kernel's age, makes a line void.</summary>
internal sealed class SettingNoEffect : SettingRule
{
    // Before, net/core/request_sock.c reqsk_queue_alloc() cut each SYN queue to tcp_max_syn_backlog, whatever tcp_syncookies said
    // (3.10 to 4.3 read; ef547f2ac16b took it out).
    private static readonly KernelVersion SynQueueUncut = new(4, 4);

    public override string Code => "TV604";

    public override string Name => "setting-no-effect";

    public override string Summary => "A line sets what another setting, or this kernel, makes void";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["tcp_max_syn_backlog does nothing", "I raised a kernel setting and nothing changed", "tcp_tw_reuse has no effect"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The kernel takes the value and never looks at it, because of another setting: `tcp_max_syn_backlog` is consulted only while `tcp_syncookies` is 0, `tcp_tw_reuse` only for connections that used timestamps, `tcp_tw_reuse_delay` only while `tcp_tw_reuse` is on, reserved ports only inside the ephemeral range. Some settings are left over: the kernel still has the file and reads it no more.

        ## Why it hurts
        Somebody measured a problem, raised this value and believes that it is dealt with. The real limit is elsewhere.

        ## How we know
        The other setting as it is once all lines are applied: from the file, else as it runs. That tcp_max_syn_backlog is not consulted beside SYN cookies was measured: of 200 SYNs a backlog of 50 kept 51 with 16 and with 8192 (Linux 6.18; net/ipv4/tcp_input.c `tcp_conn_request`). Before Linux 4.4 it cut the SYN queue beside cookies too, so for such a kernel it is not void.

        ## What to do
        Delete the line and change what does bound: for a full SYN queue the application's backlog and `net.core.somaxconn`; for TIME_WAIT towards one destination a connection pool.

        ## What does not help

        ## When to ignore
        The file is shared with hosts where the other setting differs, or with kernels that still read the value.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a larger value", "nothing looks at it") { Page = "A larger value of the same setting." },
        UselessRemedy.OnPage("Switching SYN cookies off so that tcp_max_syn_backlog counts: a flood then shuts everybody out."),
        new("tcp_syncookies=0", "a flood of SYNs then shuts everybody out") { Page = "" },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) => line.Key switch
    {
        "net.ipv4.tcp_max_syn_backlog" when scene.Final("net.ipv4.tcp_syncookies") > 0 && !scene.IsOutput && !(scene.Kernel < SynQueueUncut) => new(LineVerdict.NoEffect,
            "With SYN cookies on the kernel never consults it: the SYN queue is bounded by the application's backlog and net.core.somaxconn.",
            "Raise the application's backlog and net.core.somaxconn"),
        "net.ipv4.tcp_tw_reuse" when line.Number > 0 && scene.Final("net.ipv4.tcp_timestamps") == 0 => new(LineVerdict.NoEffect,
            "tcp_timestamps is 0, and without timestamps no TIME_WAIT can be reused.", "Leave tcp_timestamps at 1"),
        "net.ipv4.tcp_tw_reuse_delay" when scene.Final("net.ipv4.tcp_tw_reuse") == 0 && !scene.IsOutput => new(LineVerdict.NoEffect,
            "tcp_tw_reuse is 0: nothing is reused, however old.", "Delete the line"),
        "net.ipv4.ip_local_reserved_ports" => Reserved(line, scene),
        _ when !scene.IsOutput
            && line.Setting is { NoEffectSince: { } since } setting
            && (since.Kernel is not { } kernel || scene.Kernel >= kernel) =>
            new(LineVerdict.NoEffect, since.Why, "Delete the line") { Weight = Severity.Info },
        _ => null,
    };

    private static LineOpinion? Reserved(SettingLine line, SettingScene scene)
    {
        if (scene.IsOutput || PortSet.Parse(line.Value) is not { Count: > 0 } ports || scene.FinalNumbers("net.ipv4.ip_local_port_range") is not [long low, long high])
        {
            return null;
        }

        return ports.CountWithin(low, high) == 0
            ? new LineOpinion(LineVerdict.NoEffect, $"None of the ports lies in ip_local_port_range, {low}–{high}: the kernel would not choose them anyway.", "Delete the line")
            : null;
    }
}
