namespace MimRepro.Experiments;
