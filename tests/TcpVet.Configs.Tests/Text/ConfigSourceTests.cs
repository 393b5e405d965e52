using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.Text;

/// <summary>What a source reads, refuses and reports, on texts in memory.</summary>
public sealed class ConfigSourceTests
{
    private static readonly Dictionary<string, string> Tree = new()
    {
        ["/etc/app/app.conf"] = "main",
        ["/etc/app/conf.d/b.conf"] = "b",
        ["/etc/app/conf.d/a.conf"] = "a",
        ["/etc/app/conf.d/.hidden.conf"] = "hidden",
        ["/etc/app/conf.d/sub/c.conf"] = "c",
        ["/etc/app/conf.d-old/z.conf"] = "z",
        ["/etc/other/secret.conf"] = "secret",
    };

    private static readonly Dictionary<string, string> Links = new()
    {
        ["/etc/app/conf.d/c.conf"] = "../../other/secret.conf",
        ["/etc/app/linked.conf"] = "conf.d/a.conf",
        ["/etc/app/circle"] = "circle2",
        ["/etc/app/circle2"] = "circle",
        ["/etc/app/null.conf"] = "/dev/null",
    };

    [Fact]
    public void A_pattern_gives_sorted_files_without_hidden_ones()
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Equal(["/etc/app/conf.d/a.conf", "/etc/app/conf.d/b.conf"], Paths(source, main, "conf.d/[ab]*.conf"));
        Assert.Equal(["/etc/app/app.conf", "/etc/app/conf.d/a.conf", "/etc/app/conf.d/b.conf"], source.Files);
        Assert.Empty(source.Problems);
        Assert.False(source.Incomplete);
    }

    [Fact]
    public void A_pattern_may_stand_for_folders()
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Equal(["/etc/app/conf.d-old/z.conf", "/etc/app/conf.d/b.conf"], Paths(source, main, "/etc/app/conf*/[bz].conf"));
    }

    [Fact]
    public void A_file_that_is_included_twice_is_listed_once_and_read_twice()
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Equal(["/etc/app/linked.conf"], Paths(source, main, "linked.conf"));
        Assert.Equal(["/etc/app/linked.conf"], Paths(source, main, "linked.conf"));
        Assert.Equal(2, source.Files.Count);
    }

    [Theory]
    [InlineData("/etc/other/secret.conf")]
    [InlineData("../other/secret.conf")]
    [InlineData("conf.d/c.conf")]
    public void An_include_stays_inside(string pattern)
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Empty(Paths(source, main, pattern));
        ConfigProblem problem = Assert.Single(source.Problems);
        Assert.Equal(("/etc/app/app.conf", 3, 5), (problem.File, problem.Line, problem.Column));
        Assert.Contains("lies outside /etc/app", problem.Message, StringComparison.Ordinal);
        Assert.True(source.Incomplete);
    }

    [Fact]
    public void A_pattern_lists_no_folder_outside()
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Empty(Paths(source, main, "/etc/other/*.conf"));
        Assert.Contains("/etc/other lies outside /etc/app and was not searched", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_include_may_leave_when_allowed()
    {
        (ConfigSource source, ConfigText main) = Begin(new ConfigScope { AllowOutside = true });
        Assert.Equal(["/etc/app/../other/secret.conf"], Paths(source, main, "../other/*.conf"));
    }

    [Fact]
    public void A_root_may_be_named()
    {
        (ConfigSource source, ConfigText main) = Begin(new ConfigScope { Root = "/etc" });
        Assert.Equal(["/etc/other/secret.conf"], Paths(source, main, "/etc/other/secret.conf"));
    }

    [Theory]
    [InlineData("absent.conf", "absent.conf: no such file")]
    [InlineData("conf.d", "conf.d: it is a folder")]
    [InlineData("circle", "circle: a circle of symbolic links")]
    public void What_cannot_be_read_is_told(string pattern, string message)
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Empty(Paths(source, main, pattern));
        Assert.EndsWith(message, Assert.Single(source.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_never_read()
    {
        (ConfigSource source, ConfigText main) = Begin(new ConfigScope { AllowOutside = true });
        Assert.Empty(Paths(source, main, "null.conf"));
        Assert.EndsWith("it is no ordinary file", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(FileLook.Special, source.Look("/etc/app/null.conf"));
        Assert.Equal("/dev/null", source.Resolved("/etc/app/null.conf"));
    }

    [Fact]
    public void A_pattern_without_a_match_is_a_problem_only_where_the_product_says_so()
    {
        (ConfigSource source, ConfigText main) = Begin();
        Assert.Empty(Paths(source, main, "x*"));
        Assert.Empty(Paths(source, main, "absent", new ConfigInclude { Optional = true }));
        Assert.Empty(source.Problems);
        Assert.Empty(Paths(source, main, "x*", new ConfigInclude { MustMatch = true }));
        Assert.Contains("no file matches", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_read_whole_where_the_product_does()
    {
        (ConfigSource source, ConfigText main) = Begin(new ConfigScope { Root = "/etc" });
        Assert.Equal(
            ["/etc/app/conf.d/.hidden.conf", "/etc/app/conf.d/a.conf", "/etc/app/conf.d/b.conf", "/etc/app/conf.d/c.conf", "/etc/app/conf.d/sub/c.conf"],
            Paths(source, main, "conf.d", new ConfigInclude { Folders = true }));
    }

    [Fact]
    public void A_file_that_includes_itself_ends()
    {
        ConfigSource source = ConfigSource.Of("self.conf", "include self.conf");
        ConfigText? text = source.Open("self.conf");
        int times = 0;
        while (text is not null)
        {
            times++;
            text = source.Include(text, 1, 1, "self.conf", text.Folder).SingleOrDefault();
        }

        Assert.Equal(ConfigLimits.Default.Depth + 1, times);
        Assert.Contains("nested deeper than 32", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(["self.conf"], source.Files);
    }

    [Fact]
    public void Limits_hold_for_bytes_files_and_names()
    {
        Assert.Contains("larger than 0 KiB", Limited(new ConfigLimits { FileBytes = 2 }), StringComparison.Ordinal);
        Assert.Contains("more than 1 files", Limited(new ConfigLimits { Files = 1 }), StringComparison.Ordinal);
        Assert.Contains("more than 0 MiB", Limited(new ConfigLimits { TotalBytes = 4 }), StringComparison.Ordinal);
        Assert.Contains("more than 3 names", Limited(new ConfigLimits { Entries = 3 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_are_counted_beyond_their_limit()
    {
        (ConfigSource source, ConfigText main) = Begin(new ConfigScope { Limits = new ConfigLimits { Problems = 2 } });
        for (int i = 0; i < 5; i++)
        {
            Paths(source, main, "absent");
        }

        Assert.Equal(3, source.Problems.Count);
        Assert.Equal("3 more problems are not shown", source.Problems[^1].Message);
    }

    private static string Limited(ConfigLimits limits)
    {
        ConfigSource source = ConfigSource.InMemory(Tree, new ConfigScope { Limits = limits });
        if (source.Open("/etc/app/app.conf") is { } main)
        {
            Paths(source, main, "conf.d/*.conf");
        }

        Assert.True(source.Incomplete);
        return source.Problems[0].Message;
    }

    private static (ConfigSource Source, ConfigText Main) Begin(ConfigScope? scope = null)
    {
        ConfigSource source = ConfigSource.InMemory(Tree, scope, Links);
        return (source, source.Open("/etc/app/app.conf")!);
    }

    private static IEnumerable<string> Paths(ConfigSource source, ConfigText main, string pattern, ConfigInclude? how = null) =>
        source.Include(main, 3, 5, pattern, main.Folder, how).Select(text => text.Path);
}
