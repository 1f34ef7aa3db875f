namespace MimRepro.Analysis;
