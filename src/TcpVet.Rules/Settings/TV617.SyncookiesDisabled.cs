using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV617: SYN cookies are off, or always on.</summary>
internal sealed class SyncookiesDisabled : SettingRule
{
    private const string Key = "net.ipv4.tcp_syncookies";

    public override string Code => "TV617";

    public override string Name => "syncookies-disabled";

    public override string Summary => "SYN cookies are switched off: a full SYN queue turns clients away instead of answering with cookies";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV204", "TV205", "TV206"];

    public override IReadOnlyList<string> Complaints => ["tcp_syncookies = 0", "a SYN flood makes the server unreachable", "Possible SYN flooding on port. Dropping request."];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        With `tcp_syncookies = 0` a listener whose SYN queue is full drops new SYNs. With 1, the default, it answers them with a cookie and needs no place in the queue. With 2 every SYN is answered so, which is meant for tests.

        ## Why it hurts
        A flood of a few thousand SYNs a second, from anywhere, then shuts everybody out; so does a burst of honest clients, because the queue is as long as the backlog. Cookies cost nothing until the queue is full. With 2, connections of clients without timestamps lose window scaling and SACK, always.

        ## How we know
        The value. Whether connections are dropped for it now says TV206, from ListenDrops beyond ListenOverflows.

        ## What to do
        Set it to 1, or delete the line: 1 is the default wherever SYN cookies are built in, and costs nothing until a queue is full.

        ## What does not help

        ## When to ignore
        A measurement of the SYN queue itself, or a host that only a balancer with cookies of its own can reach.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a larger tcp_max_syn_backlog", "a flood fills any queue") { Page = "A larger tcp_max_syn_backlog instead: a flood fills any queue." },
        UselessRemedy.OnPage("2 instead of 1: it gives up options of healthy connections all the time."),
        UselessRemedy.OnPage("A larger somaxconn: it makes the queue longer, not endless."),
        new("tcp_syncookies=2", "every connection then loses options, not only those of a flood") { Page = "" },
    ];

    // Drops that cookies would have saved are the same setting, told with what it does; a line of a file is told for itself.
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => symptom.Subject.File is null;

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) => line.Key != Key ? null : line.Number switch
    {
        0 => new LineOpinion(LineVerdict.Dangerous, "A full SYN queue then drops clients, and a small flood shuts everybody out; cookies cost nothing until the queue is full.", "Write 1, or delete the line")
        { Change = new SettingChange(Key, "1") },
        2 => new LineOpinion(LineVerdict.Misleading, "2 answers every SYN with a cookie, which is meant for tests: clients without timestamps lose window scaling and SACK.", "Write 1, or delete the line")
        { Change = new SettingChange(Key, "1") },
        _ => null,
    };

    protected override RuleAnswer Live(RuleInput input) => input.Netns.Setting(Key) == 0
        ? RuleAnswer.Fires(OfValue(Severity.Info, "SYN cookies are off", Key, "0",
            "A listener whose SYN queue is full drops new connections: a small flood shuts everybody out.", input, new SettingChange(Key, "1"), "Switch them on"))
        : RuleAnswer.Quiet;
}
