using TcpVet.Model;

namespace TcpVet.Rules.Tests;

public sealed class TV102Tests
{
    [Theory]
    [InlineData("young-server-never-closes", Severity.Info, Confidence.Possible, "python3 (pid 4121) has not noticed that the peer closed 20 connections on 127.0.0.1:9000")]
    [InlineData("idle-pool", Severity.Warning, Confidence.Likely, "java (pid 812) has not noticed that the peer closed 80 connections to 10.0.3.7:5432")]
    [InlineData("nobody-accepts", Severity.Info, Confidence.Possible, "python3 (pid 4121) has not accepted 5 connections on :8080, closed by now")]
    [InlineData("both-kinds", Severity.Warning, Confidence.Likely, "python3 (pid 4121) has not noticed that the peer closed 30 connections on :8080")]
    public void Names_who_how_many_and_how_grave(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV102", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void A_server_that_never_closes_reads_its_cause() =>
        Assert.Contains("forgot the connection after serving it and never closes", Captures.Only("TV102", "fires/young-server-never-closes").Cause.ToString(), StringComparison.Ordinal);

    [Fact]
    public void What_nobody_accepted_is_laid_at_the_listeners_door()
    {
        Finding finding = Captures.Only("TV102", "fires/nobody-accepts");

        Assert.Equal(4121, finding.Subject.Process?.Pid);
        Assert.StartsWith("The program listens and does not call accept()", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal("5", finding.Value("never accepted"));
    }

    [Fact]
    public void The_thread_dump_fits_the_program()
    {
        Assert.Contains(Captures.Only("TV102", "fires/idle-pool").Remedies, remedy => remedy.Command == "jcmd 812 Thread.print");
        Assert.Contains(Captures.Only("TV102", "fires/both-kinds").Remedies, remedy => remedy.Command == "py-spy dump --pid 4121");
    }

    [Fact]
    public void An_answer_that_nobody_reads_on_is_to_be_closed()
    {
        Finding finding = Captures.Only("TV102", "fires/answers-unread");

        Assert.Contains("forgot the rest of the answer", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Contains("ResultSet", finding.Remedies[0].Action.ToString(), StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "jcmd 812 Thread.print");
    }
}
