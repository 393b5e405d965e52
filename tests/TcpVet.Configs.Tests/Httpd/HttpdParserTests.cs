using System.Text;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.Httpd;

public sealed class HttpdParserTests
{
    [Fact]
    public void Directives_sections_and_arguments_have_their_places()
    {
        Configuration configuration = Parse("""
            # comment \
            still comment
            KeepAlive On
              timeout   300
            <VirtualHost *:80 [::]:80>
            	ServerName "a \"quoted\" name" 'b c' d\\e
              ProxyPass / \
                 http://127.0.0.1:8080/ \
                 ttl=5
            </virtualhost>
            """);

        Assert.Equal("""
            KeepAlive On @ 0:3:1
            timeout 300 @ 0:4:3
            VirtualHost *:80 [::]:80 @ 0:5:1
              ServerName a "quoted" name b c d\e @ 0:6:2
              ProxyPass / http://127.0.0.1:8080/ ttl=5 @ 0:7:3
            """, Outline.Of(configuration));
        Assert.Equal((ConfigurationKind.Httpd, false), (configuration.Kind, configuration.Incomplete));
        Assert.Empty(configuration.Problems);
    }

    [Fact]
    public void Includes_follow_patterns_folders_and_the_server_root()
    {
        Configuration configuration = Parse(new()
        {
            ["/etc/httpd/conf/httpd.conf"] = "ServerRoot \"/etc/httpd\"\nInclude conf.d/*.conf\nInclude conf.modules.d\nIncludeOptional none/*.conf\nIncludeOptional absent.conf\nInclude absent.conf\nInclude missing/*.conf\nInclude ../secret.conf\nInclude",
            ["/etc/httpd/conf.d/b.conf"] = "B 1",
            ["/etc/httpd/conf.d/a.conf"] = "A 1",
            ["/etc/httpd/conf.modules.d/00.conf"] = "M 0",
            ["/etc/httpd/conf.modules.d/sub/01.conf"] = "M 1",
            ["/etc/secret.conf"] = "Secret",
        }, "/etc/httpd/conf/httpd.conf", new ConfigScope { Root = "/etc/httpd" });

        Assert.Equal(["/etc/httpd/conf/httpd.conf", "/etc/httpd/conf.d/a.conf", "/etc/httpd/conf.d/b.conf", "/etc/httpd/conf.modules.d/00.conf", "/etc/httpd/conf.modules.d/sub/01.conf"], configuration.Files);
        Assert.Equal(["ServerRoot", "Include", "A", "B", "Include", "M", "M"], configuration.Directives.Take(7).Select(directive => directive.Name));
        string[] problems = [.. Outline.Problems(configuration)];
        Assert.Equal(4, problems.Length);
        Assert.StartsWith("/etc/httpd/conf/httpd.conf:6:1: /etc/httpd/absent.conf", problems[0], StringComparison.Ordinal);
        Assert.Contains(":7:1: /etc/httpd/missing/*.conf: no file matches", problems[1], StringComparison.Ordinal);
        Assert.Contains("outside", problems[2], StringComparison.Ordinal);
        Assert.EndsWith(":9:1: expected a path after Include", problems[3], StringComparison.Ordinal);
        Assert.True(configuration.Incomplete);
    }

    [Fact]
    public void Below_conf_the_folder_above_is_the_servers_own()
    {
        Configuration configuration = Parse(new()
        {
            ["/etc/httpd/conf/httpd.conf"] = "Include conf.d/*.conf\nInclude /etc/secret.conf",
            ["/etc/httpd/conf.d/a.conf"] = "A 1",
            ["/etc/secret.conf"] = "Secret",
        }, "/etc/httpd/conf/httpd.conf");

        Assert.Equal("Include conf.d/*.conf @ 0:1:1\nA 1 @ 1:1:1\nInclude /etc/secret.conf @ 0:2:1", Outline.Of(configuration));
        Assert.Contains("outside /etc/httpd ", Assert.Single(configuration.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Debians_layout_decides_modules_by_what_is_enabled()
    {
        Configuration configuration = Parse(new()
        {
            ["/etc/apache2/apache2.conf"] = """
                DefaultRuntimeDir ${APACHE_RUN_DIR}
                PidFile ${APACHE_PID_FILE}
                User ${UNKNOWN}
                IncludeOptional mods-enabled/*.load
                IncludeOptional mods-enabled/*.conf
                <IfModule mod_mpm_prefork.c>
                  Wrong 1
                </IfModule>
                <IfModule !mpm_event_module>
                  Wrong 2
                  <IfModule mpm_event_module>
                    Wrong 3
                  </IfModule>
                </IfModule>
                """,
            ["/etc/apache2/envvars"] = "unset HOME\nif [ x ]; then\n\tSUFFIX=\"-${APACHE_CONFDIR##/etc/apache2-}\"\nelse\n\tSUFFIX=\nfi\nexport APACHE_PID_FILE=/var/run/apache2$SUFFIX/apache2.pid\nexport APACHE_RUN_DIR=/var/run/apache2${SUFFIX}\nexport NOW=$(date)\n",
            ["/etc/apache2/mods-available/mpm_event.load"] = "LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so",
            ["/etc/apache2/mods-available/mpm_event.conf"] = "<IfModule mpm_event_module>\nThreadsPerChild 25\n</IfModule>",
        }, "/etc/apache2/apache2.conf", links: new() { ["/etc/apache2/mods-enabled/mpm_event.load"] = "../mods-available/mpm_event.load", ["/etc/apache2/mods-enabled/mpm_event.conf"] = "../mods-available/mpm_event.conf" });

        Assert.Equal("""
            DefaultRuntimeDir /var/run/apache2 @ 0:1:1
            PidFile /var/run/apache2/apache2.pid @ 0:2:1
            User ${UNKNOWN} @ 0:3:1
            IncludeOptional mods-enabled/*.load @ 0:4:1
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so @ 1:1:1
            IncludeOptional mods-enabled/*.conf @ 0:5:1
            IfModule mpm_event_module @ 2:1:1
              ThreadsPerChild 25 @ 2:2:1
            IfModule mod_mpm_prefork.c @ 0:6:1
            IfModule !mpm_event_module @ 0:9:1
            """, Outline.Of(configuration));
        Assert.Empty(configuration.Problems);
        Assert.Equal(3, configuration.Files.Count);
    }

    [Fact]
    public void Definitions_and_conditions_count_in_the_order_in_which_they_stand()
    {
        Configuration configuration = Parse("""
            <IfDefine LATER>
              Wrong 1
            </IfDefine>
            Define LATER
            Define port 8080
            Define url http://127.0.0.1:${port}/ ignored
            <IfDefine LATER>
              ProxyPass / ${url}
            </IfDefine>
            UnDefine LATER
            <IfDefine !LATER>
              Right 1
            </IfDefine>
            <IfVersion >= 2.4.10>
              Right 2
            </IfVersion>
            <IfVersion < 2.4>
              Wrong 2
            </IfVersion>
            <IfVersion !>= 2.5>
              Right 3
            </IfVersion>
            <IfFile absent.conf>
              Wrong 3
            </IfFile>
            <IfModule mod_anything.c>
              Right 4
            </IfModule>
            Listen ${PORT}
            """, new HttpdStart { Version = "2.4.62" });

        string[] settings =
            [.. configuration.Directives.SelectMany(directive => directive.Children.Append(directive))
                .Where(directive => directive.Name is "Right" or "Wrong" or "ProxyPass" or "Listen")
                .Select(directive => $"{directive.Name} {string.Join(' ', directive.Arguments)}")];
        Assert.Equal(["ProxyPass / http://127.0.0.1:8080/", "Right 1", "Right 2", "Right 3", "Right 4", "Listen ${PORT}"], settings);
        Assert.Empty(configuration.Problems);
    }

    [Fact]
    public void A_macro_counts_where_it_is_used()
    {
        const string text = "<Macro VHost $name $port>\n<VirtualHost *:$port>\nServerName $name.org\n</VirtualHost>\n</Macro>\nUse VHost a 80\nUse vhost b 81\n";

        Configuration read = HttpdParser.Parse(ConfigSource.Of("httpd.conf", text), "httpd.conf");

        ConfigDirective[] hosts = [.. read.Directives.Where(directive => directive.Name == "VirtualHost")];
        Assert.Empty(read.Problems);
        Assert.False(read.Incomplete);
        Assert.Equal(["*:80 a.org", "*:81 b.org"], hosts.Select(host => $"{host.Argument} {host.Children[0].Argument}"));
        Assert.All(hosts, host => Assert.Equal(2, host.Line));
    }

    [Theory]
    [InlineData("<VirtualHost *:80>\nServerName a", "1:1: <VirtualHost> was not closed.")]
    [InlineData("\uFEFF# A", "1:1: Invalid command '\\xef\\xbb\\xbf#', perhaps misspelled or defined by a module not included in the server configuration")]
    [InlineData("</Directory>", "1:1: </Directory> without matching <Directory> section")]
    [InlineData("<A>\n  <B>\n  </A>\n</B>", "3:3: Expected </B> but saw </A> (<B> opens in line 2)", "4:1: Expected </A> but saw </B> (<A> opens in line 1)")]
    [InlineData("<VirtualHost *:80\n</VirtualHost>", "1:1: <VirtualHost> directive missing closing '>'")]
    [InlineData("<Macro A $x>\nUse A 1\n</Macro>\nUse A 1", "2:1: recursive use of macro 'A' is invalid")]
    [InlineData("<Macro A $x>\n</Macro>\nUse A", "3:1: macro 'A': number of arguments expected: 1, given: 0")]
    [InlineData("Use VHost example 80", "1:1: macro 'VHost' undefined")]
    [InlineData("Include ${conf}/a.conf", "1:1: ${conf}/a.conf: a name in it is not known here, so that it is not read")]
    public void What_is_wrong_has_a_place_and_says_what_was_expected(string text, params string[] problems)
    {
        Configuration configuration = Parse(text);

        Assert.Equal(problems.Select(problem => $"httpd.conf:{problem}"), Outline.Problems(configuration));
    }

    [Fact]
    public void Sections_of_another_language_and_of_macros_are_left_out()
    {
        Configuration configuration = Parse("<Perl>\n  $x = '<VirtualHost>';\n  </Directory>\n  print 1;\n</Perl>\n<Macro V $name>\n<VirtualHost *:80>\nServerName $name\n</VirtualHost>\n</Macro>\nTimeout 60");

        Assert.Equal("Perl @ 0:1:1\nMacro V $name @ 0:6:1\nTimeout 60 @ 0:11:1", Outline.Of(configuration));
        Assert.Empty(configuration.Problems);
    }

    [Theory]
    [InlineData("Timeout 60 \\\r\n70\r\nA 1", "Timeout 60 70 @ 0:1:1\nA 1 @ 0:3:1")]
    [InlineData("Timeout 60 \\ \nA 1", "Timeout 60 \\ @ 0:1:1\nA 1 @ 0:2:1")] // a space after the backslash: no continuation
    [InlineData("\\\n\\\n  A 1", "A 1 @ 0:3:3")]
    [InlineData("A \\", "A \\ @ 0:1:1")]
    [InlineData("A \"open\nB \"x\"y 'z'", "A open @ 0:1:1\nB x y z @ 0:2:1")]
    [InlineData("A 1 # no comment", "A 1 # no comment @ 0:1:1")]
    public void Lines_and_words_are_httpds(string text, string outline) => Assert.Equal(outline, Outline.Of(Parse(text)));

    [Fact]
    public void Depth_of_sections_and_of_includes_has_a_limit()
    {
        Configuration deep = Parse(string.Concat(Enumerable.Repeat("<A>\n", 1_000)) + string.Concat(Enumerable.Repeat("</A>\n", 1_000)));
        Configuration circle = Parse("Include httpd.conf");

        Assert.Contains("20 deep", Assert.Single(deep.Problems).Message, StringComparison.Ordinal);
        Assert.Contains("deeper than", Assert.Single(circle.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_that_doubles_itself_stays_short()
    {
        string text = "Define a xxxxxxxxxxxxxxxx\n" + string.Concat(Enumerable.Repeat("Define a ${a}${a}\n", 60)) + "Listen ${a}";

        Assert.True(Parse(text).Directives[^1].Argument.Length <= 8192);
    }

    [Fact]
    public void Nothing_that_is_read_makes_it_fail() => Fuzz.Survives("""
        ServerRoot "/etc"
        Define a "b c"
        <IfModule !mod_x.c>
          <IfVersion >= 2.4>
            Include conf.d/*.conf
          </IfVersion>
        </IfModule>
        <VirtualHost *:80>
          ProxyPass / http://${a}/ \
             ttl=5
        </VirtualHost>
        """, bytes =>
    {
        string text = Encoding.UTF8.GetString(bytes);
        Configuration configuration = Parse(new() { ["/etc/httpd.conf"] = text, ["/etc/envvars"] = text, ["/etc/conf.d/a.conf"] = text }, "/etc/httpd.conf");
        int lines = text.Split('\n').Length;
        Assert.All(configuration.Problems, problem => Assert.InRange(problem.Line, 0, lines));
        Assert.All(configuration.Directives, directive =>
            Assert.True(directive.Line >= 1 && directive.Line <= lines && directive.Column >= 1));
    });

    private static Configuration Parse(string text, HttpdStart? start = null) => HttpdParser.Parse(ConfigSource.Of("httpd.conf", text), "httpd.conf", start);

    private static Configuration Parse(Dictionary<string, string> texts, string path, ConfigScope? scope = null,
        Dictionary<string, string>? links = null) =>
        HttpdParser.Parse(ConfigSource.InMemory(texts, scope, links), path);
}
