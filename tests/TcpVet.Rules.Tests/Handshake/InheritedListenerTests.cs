using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV215: a program that cannot be a server holds a listener.</summary>
public sealed class InheritedListenerTests
{
    private const string Alone = "fires/lab-inherited-listener";

    [Fact]
    public void The_heir_is_to_be_ended_and_the_port_stays()
    {
        Finding finding = Captures.Only("TV215", Alone);

        Assert.Equal((Severity.Critical, Confidence.Certain), (finding.Severity, finding.Confidence));
        Assert.Matches(@"^cat \(pid \d+\) keeps :8080 open and cannot serve it: 5 clients waiting$", finding.Title.ToString());
        Assert.Contains(finding.Remedies, remedy => remedy.Command == $"kill {finding.Subject.Process!.Pid}");
        Assert.Contains(finding.DoesNotHelp, useless => useless.What.ToString().StartsWith("another port", StringComparison.Ordinal));
    }

    [Fact]
    public void It_explains_why_nobody_accepts()
    {
        Finding only = Assert.Single(CaptureJudge.Diagnose(Captures.Read($"TV215/{Alone}")).Findings);

        Assert.Equal(("TV215", true), (only.Code, only.Explains.Contains("TV213")));
    }

    [Fact]
    public void Beside_its_server_it_is_information()
    {
        Finding finding = Assert.Single(Captures.Ask("TV215", BesideItsServer()).Findings);

        Assert.Equal(Severity.Info, finding.Severity);
        Assert.Matches(@"holds the listener of python3 \(pid 800\) on :8080 too$", finding.Title.ToString());
        Assert.Contains(finding.Remedies, remedy => remedy.Action.ToString().Contains("close_fds", StringComparison.Ordinal));
    }

    // Without the rights to look, the server may be there all the same.
    [Fact]
    public void Where_many_processes_cannot_be_searched_it_is_information()
    {
        Capture capture = BesideItsServer();
        NetnsCapture netns = capture.Namespaces[0];
        ListenerFacts socket = netns.Listeners[0];
        Finding finding = Assert.Single(Captures.Ask("TV215", capture with
        {
            HostFacts = capture.HostFacts! with { UnreadableProcesses = 90 },
            Namespaces = [netns with { Listeners = [socket with { Processes = [socket.Processes[1]] }] }],
        }).Findings);

        Assert.Equal((Severity.Info, Confidence.Possible), (finding.Severity, finding.Confidence));
    }

    // comm is the process's own choice; the program's file is not.
    [Fact]
    public void The_name_alone_makes_nobody_an_heir()
    {
        Capture capture = Captures.Read($"TV215/{Alone}");

        Assert.Empty(Captures.Ask("TV215", capture with
        {
            Processes = [.. capture.Processes.Select(process => process.Name == "cat" ? process with { Executable = "/opt/shop/bin/cat-server" } : process)],
        }).Findings);
    }

    [Fact]
    public void Who_asks_for_the_port_is_not_sent_to_another_one()
    {
        Capture capture = Captures.Read($"TV215/{Alone}");
        NetnsCapture netns = capture.Namespaces[0];
        ListenerFacts socket = netns.Listeners[0];
        PortHolder holder = new() { State = TcpState.Listen, Local = socket.Local, Process = socket.Processes[0], Count = 1 };
        BindQuestion question = new() { Proto = Protocol.Tcp, Local = socket.Local, Holders = [holder] };

        Capture asked = capture with { Namespaces = [netns with { BindQuestions = [question] }] };
        Finding finding = Assert.Single(Captures.Ask("TV303", asked).Findings);

        Assert.Equal($"kill {socket.Processes[0].Pid}", finding.Remedies[1].Command);
        Assert.DoesNotContain(finding.Remedies, remedy => remedy.Action.ToString().Contains("another port", StringComparison.Ordinal));
    }

    private static Capture BesideItsServer()
    {
        Capture capture = Captures.Read($"TV215/{Alone}");
        NetnsCapture netns = capture.Namespaces[0];
        ListenerFacts socket = netns.Listeners[0];
        ProcessFacts server = new() { Pid = 800, Name = "python3", Executable = "/usr/bin/python3.11", Runtime = "python" };
        return capture with
        {
            Processes = [.. capture.Processes, server],
            Namespaces =
            [
                netns with
                {
                    Listeners = [socket with { Queue = 0, QueueFirst = 0, Processes = [new(800, "python3"), .. socket.Processes] }],
                    Connections = netns.Connections! with { Population = 0, Sampled = 0, Groups = [] },
                },
            ],
        };
    }
}
