using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Tests.Lint;

/// <summary>From a request to an answer, without a command line and, by naming a kernel, without this host.</summary>
public sealed class LintTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-lint").FullName;
    private readonly List<string> said = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Lines_of_standard_input_are_judged()
    {
        LintRequest request = Request("-") with { OpenInput = () => new MemoryStream("net.ipv4.tcp_tw_recycle = 1\n"u8.ToArray()) };
        LintLine line = Assert.Single(Judge(request).Lines);
        Assert.Equal(("-", 1, LineVerdict.Removed), (line.Verdict.File, line.Verdict.Line, line.Verdict.Verdict));
        Assert.Empty(said);
    }

    [Fact]
    public void Settings_of_all_files_are_judged_beside_each_other()
    {
        LintAnswer answer = Judge(Request(Write("a.conf", "net.ipv4.tcp_fin_timeout = 10\n"), Write("b.conf", "net.ipv4.tcp_fin_timeout = 20\n")));
        Assert.Single(answer.Configurations);
        Assert.Equal(LineVerdict.NoEffect, answer.Lines[0].Verdict.Verdict);
    }

    [Fact]
    public void Only_the_rules_that_are_named_are_asked()
    {
        string file = Write("a.conf", "net.ipv4.tcp_tw_recycle = 1\nnet.ipv4.tcp_fin_timeout = 10\n");
        LintRequest one = Request(file) with { Settings = CheckupSettings.None with { Only = ["TV611"] } };
        Assert.All(Judge(one).Lines, line => Assert.Equal("TV611", line.Verdict.Code));
        Assert.True(Judge(Request(file)).Lines.Count > 1);
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_told()
    {
        LintReading reading = LintReader.Read(Request($"{folder}/absent", Write("notes", "hello world\n")), Listening());
        Assert.Empty(reading.Configurations);
        Assert.Equal(2, reading.Mistakes.Count);
        Assert.Equal($"{folder}/absent: no such file", said[0]);
        Assert.Contains("--as says it: sysctl, sysctl-a, tomcat, nginx, haproxy, httpd or tuned", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_include_that_leads_outside_is_not_known()
    {
        Write("secret.conf", "worker_processes 1;");
        LintReading reading = LintReader.Read(Request(Write("site/nginx.conf", "include ../secret.conf;\nevents {}\n")), Listening());
        Assert.True(Assert.Single(reading.Mistakes).Unread);
        Assert.True(Assert.Single(reading.Problems).Unread);
        Assert.Contains(said, line => line.Contains("--allow-outside", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copied_tree_is_offered_and_read()
    {
        string file = Write("rootfs/etc/nginx/nginx.conf", "events {}\nhttp { include /etc/nginx/conf.d/*.conf; include /etc/nginx/mime.types; }\n");
        Write("rootfs/etc/nginx/conf.d/a.conf", "server { listen 80; }\n");

        LintReading without = LintReader.Read(Request(file), Listening());
        Assert.True(Assert.Single(without.Mistakes).Unread);
        Assert.Contains(said, line => line.Contains($"--root {folder}/rootfs", StringComparison.Ordinal));

        ConfigScope scope = new() { Root = $"{folder}/rootfs" };
        foreach (string named in new[] { file, "/etc/nginx/nginx.conf" })
        {
            Configuration read = Assert.Single(LintReader.Read(Request(named) with { Scope = scope }, Listening()).Configurations);
            Assert.Empty(read.Problems);
            Assert.Equal([$"{folder}/rootfs/etc/nginx/nginx.conf", $"{folder}/rootfs/etc/nginx/conf.d/a.conf"], read.Files);
        }
    }

    [Fact]
    public void An_include_is_told_once_where_it_leads_outside()
    {
        string file = Write("repo/conf/httpd.conf", "ServerRoot \"/etc/httpd\"\nInclude conf.modules.d/*.conf\nListen 80\n");

        ConfigProblem problem = Assert.Single(LintReader.Read(Request(file), Listening()).Problems);

        Assert.True(problem.Unread);
        Assert.Contains("was not searched", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_includes_itself_is_a_mistake()
    {
        string file = Write("httpd.conf", "Listen 80\nInclude httpd.conf\n");

        ConfigProblem problem = Assert.Single(LintReader.Read(Request(file), Listening()).Mistakes);

        Assert.False(problem.Unread);
        Assert.Equal(2, problem.Line);
    }

    [Fact]
    public void Standard_input_is_read_once() =>
        Assert.Contains("can be read once", Assert.Throws<RequestException>(() => LintReader.Read(Request("-", "-"), Notices.None)).Message,
            StringComparison.Ordinal);

    private static LintRequest Request(params string[] paths) => new()
    {
        Paths = paths,
        OpenInput = () => Stream.Null,
        Kernel = "6.12",
        Scope = ConfigScope.Default,
        Settings = CheckupSettings.None,
        Ignored = new IgnoreList([]),
    };

    private LintAnswer Judge(LintRequest request) =>
        LintJudgement.Of(new Linux.LiveHost(Linux.ProcFs.ProcFsRoot.Default), request, LintReader.Read(request, Listening()), Listening(),
            TestContext.Current.CancellationToken);

    private Notices Listening() => new(said.Add);

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
